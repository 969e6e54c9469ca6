using System.Globalization;
using AuthPortal.Clients;
using AuthPortal.Clients.Remote;
using AuthPortal.Components;
using AuthPortal.Components.Shared;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Bunit;
using Microsoft.Extensions.Time.Testing;

namespace AuthPortal.Tests.Components;

public sealed class SharedPartTests : BunitContext
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    public SharedPartTests()
    {
        Services.AddLocalization();
        Services.AddSingleton<TimeProvider>(new FakeTimeProvider(Now));
        Services.AddScoped<RelativeTimeWords>();
        Services.AddSingleton(RemotePolicy.Public).AddSingleton<OutboundHttp>().AddSingleton<Logos>();
        CultureInfo.CurrentUICulture = new CultureInfo("en");
        CultureInfo.CurrentCulture = new CultureInfo("en");
    }

    [Theory]
    [InlineData(-30, "just now", "방금 전")]
    [InlineData(-60, "a minute ago", "1분 전")]
    [InlineData(-3599, "59 minutes ago", "59분 전")]
    [InlineData(-7200, "2 hours ago", "2시간 전")]
    [InlineData(-90000, "yesterday", "어제")]
    [InlineData(-4 * 86400, "4 days ago", "4일 전")]
    [InlineData(-150 * 86400, "5 months ago", "5개월 전")]
    [InlineData(-800 * 86400, "2 years ago", "2년 전")]
    [InlineData(12 * 86400, "in 12 days", "12일 뒤")]
    [InlineData(3600, "in an hour", "1시간 뒤")]
    public void Times_are_said_as_people_say_them(int seconds, string english, string korean)
    {
        var at = Now.AddSeconds(seconds);

        Assert.Equal(english, Say(at));
        CultureInfo.CurrentUICulture = new CultureInfo("ko");
        Assert.Equal(korean, Say(at));
    }

    [Fact]
    public void The_exact_time_stands_behind_the_words()
    {
        var time = Render<RelativeTime>(p => p.Add(t => t.At, Now.AddDays(-4))).Find("time");

        Assert.Equal("2026-10-29T09:00:00Z", time.GetAttribute("datetime"));
        Assert.Equal("29 October 2026, 09:00 UTC", time.GetAttribute("title"));
    }

    [Fact]
    public void A_field_ties_its_label_hint_and_error_together()
    {
        var field = Render<TextInput>(p => p
            .Add(i => i.Name, "Input.UserName")
            .Add(i => i.Label, "User name")
            .Add(i => i.Hint, "Letters and digits")
            .Add(i => i.Error, "Taken")
            .Add(i => i.Value, "<b>"));

        var input = field.Find("input");
        Assert.Equal("Input.UserName", input.GetAttribute("name"));
        Assert.Equal(input.Id, field.Find("label").GetAttribute("for"));
        Assert.Equal("true", input.GetAttribute("aria-invalid"));
        Assert.Equal("<b>", input.GetAttribute("value"));
        Assert.All(input.GetAttribute("aria-describedby")!.Split(' '), id => Assert.NotNull(field.Find("#" + id)));
    }

    [Fact]
    public void A_field_follows_the_typing()
    {
        var typed = string.Empty;
        var field = Render<TextInput>(p => p.Add(i => i.Label, "Name").Add(i => i.ValueChanged, v => typed = v));

        field.Find("input").Input("Notes");

        Assert.Equal("Notes", typed);
    }

    [Fact]
    public void A_password_is_never_written_back_into_the_page()
    {
        var field = Render<PasswordInput>(p => p
            .Add(i => i.Name, "Input.Password").Add(i => i.Label, "Password").Add(i => i.Value, "secret"));

        Assert.DoesNotContain("secret", field.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void An_app_has_the_same_colour_and_initial_everywhere()
    {
        var small = Render<AppLogo>(p => p.Add(l => l.ClientId, "notes-web").Add(l => l.Name, "notes").Add(l => l.Size, "sm"));
        var large = Render<AppLogo>(p => p.Add(l => l.ClientId, "notes-web").Add(l => l.Name, "notes").Add(l => l.Size, "lg"));

        Assert.Equal("N", small.Find(".logo").TextContent);
        Assert.Equal(
            small.Find(".logo").ClassList.Except(["sm"]).Order(),
            large.Find(".logo").ClassList.Except(["lg"]).Order());
    }

    [Fact]
    public void A_picture_lies_over_the_letter_and_comes_from_here()
    {
        var logo = Render<AppLogo>(p => p
            .Add(l => l.ClientId, "https://a.test/c").Add(l => l.Name, "notes").Add(l => l.Picture, "https://evil.test/l.png"));

        Assert.Equal("N", logo.Find(".logo").TextContent);
        Assert.StartsWith("logo?client_id=https%3A%2F%2Fa.test%2Fc&v=", logo.Find("img").GetAttribute("src"), StringComparison.Ordinal);
        Assert.Equal(string.Empty, logo.Find("img").GetAttribute("alt"));
        Assert.DoesNotContain("evil.test", logo.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("노트", "노")]
    [InlineData("  «éclair»", "É")]
    [InlineData("--- 7zip", "7")]
    [InlineData("!!!", "·")]
    [InlineData("", "·")]
    public void The_initial_is_a_letter_or_digit(string name, string initial) => Assert.Equal(initial, Tone.Initial(name));

    [Theory]
    [InlineData("/apps?q=1", true)]
    [InlineData("/", true)]
    [InlineData("//evil.test", false)]
    [InlineData("/\\evil.test", false)]
    [InlineData("/\n/evil.test", false)]
    [InlineData("https://evil.test", false)]
    [InlineData("apps", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_a_path_of_this_server_is_local(string? url, bool local) => Assert.Equal(local, LocalUrl.IsLocal(url));

    [Fact]
    public async Task Scopes_are_shown_in_words_and_an_unknown_one_by_its_name()
    {
        using var portal = new Portal();
        await portal.WriteAsync(db =>
        {
            db.Scopes.Add(new Scope { Name = "notes.read", DisplayName = "Read your notes", DisplayNameKo = "노트 읽기" });
            return Task.CompletedTask;
        });
        using var scope = portal.Services.CreateScope();
        var words = scope.ServiceProvider.GetRequiredService<ScopeWords>();
        var asked = ScopeSet.Parse("notes.read made.up offline_access openid profile");

        Assert.Equal(
            "Name and picture · Stay signed in · Read your notes · made.up",
            await words.LineAsync(asked));
        CultureInfo.CurrentUICulture = new CultureInfo("ko");
        Assert.Equal("이름과 사진 · 로그인 유지 · 노트 읽기 · made.up", await words.LineAsync(asked));
        Assert.Equal("로그인에만 사용", await words.LineAsync(ScopeSet.Parse("openid")));
    }

    private string Say(DateTimeOffset at) => Render<RelativeTime>(p => p.Add(t => t.At, at)).Find("time").TextContent;
}
