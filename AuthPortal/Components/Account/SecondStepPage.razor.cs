using AuthPortal.Accounts.Passkeys;
using AuthPortal.Accounts.SecondFactors;
using AuthPortal.Components.Shared;
using AuthPortal.Interactions;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Components;

namespace AuthPortal.Components.Account;

/// <summary>The second step of a sign-in, or of a session that an app wants to be surer of.</summary>
public sealed partial class SecondStepPage(
    SecondStep step,
    PasskeySignIn passkeys,
    PersonFactors factors,
    InteractionReader interactions,
    NavigationManager navigation)
{
    private SecondStepState? _state;
    private Factors _factors = Factors.None;
    private SecondFactorOutcome? _outcome;
    private bool _passkeyFailed;
    private bool _wantsPasskey;
    private string _appName = string.Empty;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [SupplyParameterFromForm]
    private InputModel Input { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "interaction")]
    private string? Interaction { get; set; }

    [SupplyParameterFromQuery(Name = "returnUrl")]
    private string? ReturnUrl { get; set; }

    [SupplyParameterFromQuery(Name = "recovery")]
    private string? Recovery { get; set; }

    private bool IsRecovery => Recovery is not null;

    private bool TakesCode => _factors.HasApp && !_wantsPasskey;

    private bool CanAtAll => TakesCode || _factors.Passkeys > 0;

    private string Lead => _state!.IsSignIn
        ? Texts[LeadKey, _state.User.UserName ?? string.Empty]
        : _appName.Length > 0 ? Texts["VerifyForApp", _appName] : Texts["VerifyAgain"];

    /// <summary>Names what the person has and this page takes, and nothing else.</summary>
    private string LeadKey => IsRecovery ? "VerifyLeadRecovery"
        : _factors.Passkeys > 0 ? "VerifyLead"
        : "VerifyLeadApp";

    private string? CodeError => _outcome == SecondFactorOutcome.Wrong
        ? Texts[IsRecovery ? "RecoveryCodeWrong" : "CodeWrong"].Value
        : null;

    protected override async Task OnInitializedAsync()
    {
        Input ??= new InputModel();
        _state = await step.FindAsync(HttpContext);
        if (_state is null)
        {
            // A form that was sent has to be found first: its handler leads there.
            if (!HttpMethods.IsPost(HttpContext.Request.Method))
            {
                SignInAgain();
            }

            return;
        }

        _factors = await factors.OfAsync(_state.User.Id, HttpContext.RequestAborted);
        if (!_state.IsSignIn
            && await interactions.FindAsync(Interaction, HttpContext, HttpContext.RequestAborted) is { } view)
        {
            _appName = view.Client.Name;
            _wantsPasskey = view.Request.AcrWanted is { Count: > 0 } wanted
                && !AuthenticationContext.Meets(AuthenticationContext.MultiFactor, wanted);
        }
    }

    private async Task SubmitAsync()
    {
        if (_state is null)
        {
            SignInAgain();
            return;
        }

        if (!TakesCode)
        {
            return;
        }

        _outcome = await step.ProveAsync(HttpContext, _state, Input.Code, IsRecovery, Input.Trust);
        if (_outcome == SecondFactorOutcome.Proven)
        {
            navigation.NavigateTo(Destination.Of(Interaction, ReturnUrl));
        }
        else if (_outcome == SecondFactorOutcome.Locked)
        {
            TooMany.Answer(HttpContext, await step.WaitAsync(HttpContext, _state));
        }
    }

    private async Task SubmitPasskeyAsync()
    {
        if (_state is null)
        {
            SignInAgain();
            return;
        }

        if (await passkeys.ProveSecondAsync(HttpContext, _state, Input.Passkey, Input.Trust))
        {
            navigation.NavigateTo(Destination.Of(Interaction, ReturnUrl));
            return;
        }

        _passkeyFailed = true;
    }

    private void SignInAgain() => navigation.NavigateTo(Destination.Carry("login", Interaction, ReturnUrl));

    private string Here(bool recovery)
    {
        var page = Destination.Carry("login/verify", Interaction, ReturnUrl);
        return !recovery ? page : page + (page.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "recovery=1";
    }

    private sealed class InputModel
    {
        public string? Code { get; set; }

        public bool Trust { get; set; }

        public string? Passkey { get; set; }
    }
}
