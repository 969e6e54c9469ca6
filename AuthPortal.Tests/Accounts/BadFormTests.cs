using System.Net;
using AuthPortal.Accounts;
using AuthPortal.Tests.Endpoints;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Accounts;

/// <summary>The fields of the sign-in and sign-up pages, spoiled in every way: a page, and nobody comes in.</summary>
public sealed class BadFormTests(Portal portal) : IClassFixture<Portal>
{
    private static int _last;

    public static TheoryData<string, string> Spoiled() => Cases(BadInput.Malformed.Where(BadInput.IsSeenByPages));

    public static TheoryData<string, string> Wrong() => Cases(["missing", "empty", "long 60000"]);

    [Theory]
    [MemberData(nameof(Spoiled))]
    public async Task A_sign_in_field_that_is_repeated_or_not_text_is_400(string field, string fault)
    {
        using var client = portal.NewClient();
        var before = await Rows.CountAsync(portal);
        var answer = await PostAsync(client, "/login", SignIn("nobody-" + field), field, fault);
        Assert.Equal((HttpStatusCode.BadRequest, null), (answer.StatusCode, answer.SessionOf()));
        Assert.Equal(before, await Rows.CountAsync(portal));
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    [InlineData("Input.UserName", "not UTF-8")]
    [InlineData("Input.Password", "not UTF-8")]
    [InlineData("Input.Password", "overlong")]
    [InlineData("Input.Password", "half an escape")]
    public async Task A_sign_in_field_that_is_missing_empty_or_long_signs_nobody_in(string field, string fault)
    {
        var name = NextName();
        await portal.AddUserAsync(name);
        using var client = portal.NewClient();
        var answer = await PostAsync(client, "/login", SignIn(name), field, fault);
        Assert.Equal((HttpStatusCode.OK, null), (answer.StatusCode, answer.SessionOf()));
        Assert.DoesNotContain(Seed.Password, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.NotNull((await PostAsync(client, "/login", SignIn(name), "none", "missing")).SessionOf());
    }

    [Theory]
    [MemberData(nameof(Spoiled))]
    public async Task A_sign_up_field_that_is_repeated_or_not_text_is_400(string field, string fault)
    {
        using var client = portal.NewClient();
        var before = await Rows.CountAsync(portal);
        var answer = await PostAsync(client, "/signup", SignUp(NextName()), field, fault);
        Assert.Equal((HttpStatusCode.BadRequest, null), (answer.StatusCode, answer.SessionOf()));
        Assert.Equal(before, await Rows.CountAsync(portal));
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    [InlineData("Input.Email", "missing")]
    [InlineData("Input.Email", "empty")]
    [InlineData("Input.Email", "not an address")]
    [InlineData("Input.Email", "a@b@example.test")]
    [InlineData("Input.Email", "long 60000")]
    [InlineData("Input.Name", "long 60000")]
    [InlineData("Input.UserName", "someone@example.test")]
    [InlineData("Input.UserName", "half an escape")]
    [InlineData("Input.UserName", "not UTF-8")]
    public async Task A_sign_up_field_that_is_missing_empty_or_long_makes_no_account(string field, string fault)
    {
        using var client = portal.NewClient();
        var before = await Rows.CountAsync(portal);
        var answer = await PostAsync(client, "/signup", SignUp(NextName()), field, fault);
        Assert.Equal((HttpStatusCode.OK, null), (answer.StatusCode, answer.SessionOf()));
        Assert.Equal(before, await Rows.CountAsync(portal));
    }

    [Theory]
    [InlineData("Input.OldPassword")]
    [InlineData("Input.NewPassword")]
    [InlineData("Input.Confirm")]
    public async Task A_spoiled_change_of_password_changes_nothing(string field)
    {
        var name = NextName();
        await portal.AddUserAsync(name);
        using var client = portal.NewClient();
        await client.SignInAsync(name);
        var before = await HashAsync(name);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Input.OldPassword"] = Seed.Password,
            ["Input.NewPassword"] = "another passphrase entirely",
            ["Input.Confirm"] = "another passphrase entirely",
        };
        foreach (var fault in new[] { "missing", "empty", "twice", "NUL", "line break", "raw octet", "not UTF-8", "long 60000" })
        {
            var answer = await PostAsync(client, "/account/security", fields, field, fault);
            Assert.InRange((int)answer.StatusCode, 200, 499);
            Assert.Equal((fault, before), (fault, await HashAsync(name)));
        }

        await PostAsync(client, "/account/security", fields, "none", "missing");
        Assert.NotEqual(before, await HashAsync(name));
    }

    [Theory]
    [InlineData("Input.UserName")]
    [InlineData("Input.Email")]
    [InlineData("Input.Password")]
    public async Task A_spoiled_first_run_makes_nobody_and_keeps_the_link(string field)
    {
        await using var empty = new Portal();
        var page = "/setup?token=" + empty.Services.GetRequiredService<SetupLink>().Open();
        using var client = empty.NewClient();
        foreach (var fault in new[] { "missing", "empty", "twice", "NUL", "line break", "raw octet", "long 60000" })
        {
            var answer = await PostAsync(client, page, SignUp("root"), field, fault);
            Assert.InRange((int)answer.StatusCode, 200, 499);
            Assert.Null(answer.SessionOf());
            Assert.Equal(0, (await Rows.CountAsync(empty)).People);
        }

        Assert.NotNull((await PostAsync(client, page, SignUp("root"), "none", "missing")).SessionOf());
    }

    [Theory]
    [InlineData("application/json", "{\"Input\":{\"UserName\":\"a\"}}")]
    [InlineData("text/plain", "Input.UserName=a")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"Input.UserName\"\r\n")]
    [InlineData("multipart/form-data", "no boundary")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7", "Input.UserName=+AGE-")]
    [InlineData("nonsense", "x")]
    [InlineData(null, "x")]
    public async Task A_body_of_another_kind_is_400(string? type, string body)
    {
        foreach (var page in new[] { "/login", "/signup", "/signout", "/preferences", "/logout/confirm" })
        {
            using var client = portal.NewClient();
            await client.GetStringAsync("/login");
            var before = await Rows.CountAsync(portal);
            using var answer = await client.PostAsync(page, BadInput.Content(body, type));
            Assert.Equal((page, HttpStatusCode.BadRequest), (page, answer.StatusCode));
            Assert.Equal(before, await Rows.CountAsync(portal));
        }
    }

    [Fact]
    public async Task A_form_of_thousands_of_fields_or_an_endless_name_is_400()
    {
        string[] bodies =
        [
            string.Join('&', Enumerable.Range(0, 5000).Select(i => $"a{i}=1")),
            new string('k', 30_000) + "=1",
            string.Concat(Enumerable.Repeat("Input[", 5000)) + "=1",
        ];
        foreach (var body in bodies)
        {
            using var client = portal.NewClient();
            var fields = SignIn("nobody");
            var answer = await PostAsync(client, "/login", fields, "none", "missing", "&" + body);
            Assert.InRange((int)answer.StatusCode, 400, 499);
            Assert.Null(answer.SessionOf());
        }
    }

    private static TheoryData<string, string> Cases(IEnumerable<string> faults)
    {
        var cases = new TheoryData<string, string>();
        foreach (var fault in faults)
        {
            cases.Add("Input.UserName", fault);
            cases.Add("Input.Password", fault);
        }

        return cases;
    }

    private Task<string?> HashAsync(string name)
        => portal.ReadAsync(db => db.Users.Where(u => u.UserName == name).Select(u => u.PasswordHash).FirstAsync());

    private static string NextName() => $"form{Interlocked.Increment(ref _last)}";

    private static Dictionary<string, string> SignIn(string name) => new(StringComparer.Ordinal)
    {
        ["Input.UserName"] = name,
        ["Input.Password"] = Seed.Password,
    };

    private static Dictionary<string, string> SignUp(string name) => new(StringComparer.Ordinal)
    {
        ["Input.UserName"] = name,
        ["Input.Email"] = name + "@example.test",
        ["Input.Name"] = "Somebody New",
        ["Input.Password"] = "a passphrase of their own",
    };

    /// <summary>With the page's own antiforgery token, so that only the spoiled field is wrong.</summary>
    private static async Task<HttpResponseMessage> PostAsync(
        HttpClient client,
        string page,
        Dictionary<string, string> fields,
        string field,
        string fault,
        string more = "")
    {
        using var token = await client.FillAsync(page);
        var body = $"{await token.ReadAsStringAsync()}&{BadInput.Encode(fields, field, fault)}{more}";
        return await client.PostAsync(page, BadInput.Content(body));
    }
}
