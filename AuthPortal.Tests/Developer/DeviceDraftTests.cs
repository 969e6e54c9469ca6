using AuthPortal.Clients;
using AuthPortal.Clients.Registration;
using AuthPortal.Components.Developer;
using AuthPortal.Protocol;

namespace AuthPortal.Tests.Developer;

/// <summary>An app on devices without a browser, RFC 8628, in the form and under the rules.</summary>
public sealed class DeviceDraftTests
{
    private static readonly ClientMetadata Television = new()
    {
        ClientName = "Television",
        ApplicationType = ApplicationType.Native,
        GrantTypes = [GrantTypeName.RefreshToken, GrantTypeName.DeviceCode],
        ResponseTypes = [],
        Scope = "openid",
        TokenEndpointAuthMethod = ClientAuthMethod.None,
    };

    [Fact]
    public void A_device_app_needs_no_redirect_uri_and_is_no_machine()
    {
        Assert.Empty(Check(Television));
        Assert.Equal(AppKind.Native, AppKinds.Of(Television));
        Assert.Equal(AppKind.Native, AppKinds.Of(Television with { ApplicationType = null }));
    }

    [Fact]
    public void Saving_the_form_unchanged_keeps_a_device_app_one()
    {
        var saved = RegistrationRules.Tidy(AppDraft.From(Television).ApplyTo(Television));
        Assert.Equal(Television.GrantTypes, saved.GrantTypes);
        Assert.Empty(saved.ResponseTypes!);
        Assert.Null(saved.RedirectUris);
        Assert.Empty(Check(saved));
    }

    [Fact]
    public void A_redirect_uri_gives_it_the_browser_as_well()
    {
        var draft = AppDraft.From(Television);
        draft.RedirectUris[0] = "http://127.0.0.1/cb";
        var saved = draft.ApplyTo(Television);
        Assert.Contains(GrantTypeName.AuthorizationCode, saved.GrantTypes!);
        Assert.Contains(GrantTypeName.DeviceCode, saved.GrantTypes!);
        Assert.Equal([ResponseType.Code], saved.ResponseTypes);
        Assert.Empty(Check(saved));
    }

    [Fact]
    public void Without_devices_and_without_a_redirect_uri_nobody_could_sign_in()
    {
        var draft = AppDraft.From(Television);
        draft.OnDevices = false;
        Assert.Contains(
            Check(draft.ApplyTo(Television)), violation => violation.Member == MemberName.RedirectUris);
    }

    private static IReadOnlyList<RuleViolation> Check(ClientMetadata metadata)
        => RegistrationRules.Check(
            metadata, new RegistrationContext(IsAdministrator: false, ScopeSet.Of(["openid"])));

    [Fact]
    public void What_the_form_has_no_word_for_stays_as_it_was_registered()
    {
        var metadata = new ClientMetadata
        {
            ClientName = "Old",
            RedirectUris = ["https://old.example.test/cb"],
            GrantTypes = ["authorization_code", "implicit"],
            ResponseTypes = ["code", "code id_token"],
            Scope = "openid",
            TokenEndpointAuthMethod = "private_key_jwt",
            Profile = "fapi2",
        };
        var saved = AppDraft.From(metadata).ApplyTo(metadata);
        Assert.Equal(metadata.GrantTypes, saved.GrantTypes!.Order());
        Assert.Equal(metadata.ResponseTypes, saved.ResponseTypes);
        Assert.Equal(("private_key_jwt", "fapi2"), (saved.TokenEndpointAuthMethod, saved.Profile));
    }
}
