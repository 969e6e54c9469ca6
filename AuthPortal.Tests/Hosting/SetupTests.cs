using System.Net;
using AuthPortal.Accounts;
using AuthPortal.Data.Entities;
using AuthPortal.Tests.Fixtures;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Hosting;

public sealed class SetupTests : IDisposable
{
    private readonly Portal _portal = new();
    private readonly SetupLink _link;

    public SetupTests() => _link = _portal.Services.GetRequiredService<SetupLink>();

    public void Dispose() => _portal.Dispose();

    [Fact]
    public async Task The_link_makes_the_first_administrator_and_signs_them_in()
    {
        using var browser = new Browser(_portal);
        var done = await browser.SubmitAsync(await browser.GoAsync($"/setup?token={_link.Open()}"), Fields("root1"));
        Assert.Equal(HttpStatusCode.OK, done.Status);
        Assert.Equal("/", done.Address.AbsolutePath);
        using var scope = _portal.Services.CreateScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var made = await users.FindByNameAsync("root1");
        Assert.NotNull(made);
        Assert.True(await users.CheckPasswordAsync(made, Seed.Password));
        Assert.Equal([Roles.Admin, Roles.Developer], (await users.GetRolesAsync(made)).Order());
        var security = await browser.GoAsync("/account/security");
        Assert.Equal("/account/security", security.Address.AbsolutePath);
    }

    [Fact]
    public async Task The_link_works_once()
    {
        var token = _link.Open();
        using var browser = new Browser(_portal);
        using var late = new Browser(_portal);
        var page = await browser.GoAsync($"/setup?token={token}");
        var latePage = await late.GoAsync($"/setup?token={token}");
        await browser.SubmitAsync(page, Fields("root1"));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GoAsync($"/setup?token={token}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await late.SubmitAsync(latePage, Fields("root2"))).Status);
        Assert.Equal(1, await _portal.ReadAsync(db => db.Users.CountAsync()));
    }

    [Theory]
    [InlineData("/setup")]
    [InlineData("/setup?token=")]
    [InlineData("/setup?token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Without_its_token_there_is_no_such_page(string address)
    {
        _link.Open();
        using var browser = new Browser(_portal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GoAsync(address)).Status);
    }

    [Fact]
    public async Task With_an_administrator_even_a_right_token_opens_nothing()
    {
        await _portal.AddUserAsync("boss", Roles.Admin);
        using var browser = new Browser(_portal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GoAsync($"/setup?token={_link.Open()}")).Status);
    }

    [Fact]
    public async Task Somebody_who_signs_up_first_does_not_lock_the_operator_out()
    {
        await _portal.AddUserAsync("early");
        using var browser = new Browser(_portal);
        var page = await browser.GoAsync($"/setup?token={_link.Open()}");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        var taken = await browser.SubmitAsync(page, Fields("early"));
        Assert.Equal(1, await _portal.ReadAsync(db => db.Users.CountAsync()));
        await browser.SubmitAsync(taken, Fields("root1"));
        Assert.Equal(2, await _portal.ReadAsync(db => db.Users.CountAsync()));
    }

    [Fact]
    public async Task A_weak_password_makes_nobody_and_keeps_the_link()
    {
        var token = _link.Open();
        using var browser = new Browser(_portal);
        var page = await browser.GoAsync($"/setup?token={token}");
        await browser.SubmitAsync(page, [.. Fields("root1")[..2], ("Input.Password", "short")]);
        Assert.Equal(0, await _portal.ReadAsync(db => db.Users.CountAsync()));
        Assert.True(_link.Opens(token));
    }

    [Fact]
    public async Task Posts_at_once_make_one_administrator()
    {
        var token = _link.Open();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            using var browser = new Browser(_portal);
            var page = await browser.GoAsync($"/setup?token={token}");
            if (page.Status == HttpStatusCode.OK)
            {
                await browser.SubmitAsync(page, Fields($"root{i}"));
            }
        }));
        Assert.Equal(1, await _portal.ReadAsync(db => db.Users.CountAsync()));
    }

    private static (string Name, string Value)[] Fields(string userName) =>
    [
        ("Input.UserName", userName),
        ("Input.Email", $"{userName}@example.test"),
        ("Input.Password", Seed.Password),
    ];
}
