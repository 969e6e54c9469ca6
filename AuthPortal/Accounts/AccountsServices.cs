using AuthPortal.Accounts.Guards;
using AuthPortal.Accounts.Mail;
using AuthPortal.Accounts.Passkeys;
using AuthPortal.Accounts.SecondFactors;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AuthPortal.Accounts;

/// <summary>Registers the room of people: accounts, sign-in and sessions.</summary>
public static class AccountsServices
{
    private const int SessionDays = 14;

    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.AddIdentityCore<User>(Configure)
            .AddRoles<IdentityRole>()
            .AddEntityFrameworkStores<AuthDbContext>()
            .AddSignInManager()
            .AddTokenProvider<LinkTokens>(LinkTokens.Name);
        services.AddSessionCookie();
        services.AddSingleton<DecoyPassword>();
        services.AddSingleton<PersonDirectory>();
        services.AddScoped<PasswordProof>();
        services.AddScoped<GuardedPassword>();
        services.AddScoped<Sessions>();
        services.AddSingleton<BrowserSessions>();
        services.AddSingleton<ProfileEditor>();
        services.AddSingleton<PersonPictures>();
        services.AddSingleton<PersonalData>();
        services.AddSingleton<AccountEnding>();
        services.AddSingleton<AccountSafety>();
        services.AddSingleton<FailureLimits>();
        services.AddSingleton<ProvenSecrets>();
        services.AddSingleton<KnownBrowsers>();
        services.AddSingleton<PersonLanguage>();
        services.AddSingleton<FreshSignIn>();
        services.AddScoped<SignInEnd>();
        services.AddSecondFactors();
        services.AddPasskeys();
        services.AddScoped<SignInFlow>();
        services.AddScoped<SignUpFlow>();
        services.AddSingleton<PasswordAftermath>();
        services.AddScoped<PasswordChange>();
        services.AddScoped<PasswordReset>();
        services.AddScoped<AddressChange>();
        services.AddMail();
        services.AddSingleton<SetupLink>();
        services.AddScoped<SetupFlow>();
        return services;
    }

    private static void Configure(IdentityOptions options)
    {
        // An index keeps confirmed addresses apart; one that only was named may be named by many.
        options.User.RequireUniqueEmail = false;
        options.Tokens.PasswordResetTokenProvider = LinkTokens.Name;

        // What people choose is checked by PasswordRules; this is the floor for every way in.
        options.Password.RequiredLength = 8;
        options.Password.RequireDigit = false;
        options.Password.RequireLowercase = false;
        options.Password.RequireUppercase = false;
        options.Password.RequireNonAlphanumeric = false;
        options.Password.RequiredUniqueChars = 1;
        options.Lockout.MaxFailedAccessAttempts = 10;
        options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
    }

    private static void AddSecondFactors(this IServiceCollection services)
    {
        services.AddSingleton<AuthenticatorKeys>();
        services.AddSingleton<AuthenticatorSetup>();
        services.AddSingleton<RecoveryCodes>();
        services.AddSingleton<PersonFactors>();
        services.AddSingleton<SecondFactorProof>();
        services.AddScoped<PendingSignIns>();
        services.AddScoped<SecondStep>();
        services.AddScoped<SecondFactorGate>();
    }

    private static void AddPasskeys(this IServiceCollection services)
    {
        services.TryAddScoped<IPasskeyHandler<User>, PasskeyHandler<User>>();
        services.AddScoped<PersonPasskeys>();
        services.AddScoped<PasskeySignIn>();
        services.AddOptions<IdentityPasskeyOptions>().Configure<Issuer>((options, issuer) =>
        {
            // The issuer, whatever host a request names: a passkey made here is asked for here and nowhere else.
            var own = new Uri(issuer.Value);
            options.ServerDomain = own.Host;
            options.ValidateOrigin = context => ValueTask.FromResult(
                !context.CrossOrigin && context.Origin == own.GetLeftPart(UriPartial.Authority));
            options.UserVerificationRequirement = "required";
            options.ResidentKeyRequirement = "required";
        });

        // What a passkey was asked to sign waits here for its answer.
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.TwoFactorUserIdScheme)
            .Configure<Issuer>((options, issuer) =>
            {
                options.Cookie.Name = issuer.IsHttps ? "__Host-authportal-passkey" : "authportal-passkey";
                options.Cookie.Path = "/";
                options.Cookie.HttpOnly = true;
                options.Cookie.SameSite = SameSiteMode.Strict;
                options.Cookie.SecurePolicy = issuer.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
            });
    }

    private static void AddMail(this IServiceCollection services)
    {
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section);
        services.AddSingleton<MailQueue>();
        services.AddScoped<LetterWriter>();
        services.AddSingleton<PickupFolder>();
        services.AddSingleton<SmtpTransport>();
        services.AddSingleton<IMailTransport>(provider =>
            provider.GetRequiredService<IOptions<MailOptions>>().Value.UsesSmtp
                ? provider.GetRequiredService<SmtpTransport>()
                : provider.GetRequiredService<PickupFolder>());
        services.AddSingleton<MailSender>();
        services.AddHostedService(provider => provider.GetRequiredService<MailSender>());
    }

    private static void AddSessionCookie(this IServiceCollection services)
    {
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme)
            .Configure<Issuer>((options, issuer) =>
            {
                options.Cookie.Name = issuer.IsHttps ? "__Host-authportal" : "authportal";
                options.Cookie.Path = "/";
                options.Cookie.HttpOnly = true;
                options.Cookie.SameSite = SameSiteMode.Lax;
                options.Cookie.SecurePolicy = issuer.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
                options.ExpireTimeSpan = TimeSpan.FromDays(SessionDays);
                options.SlidingExpiration = true;
                options.LoginPath = "/login";
                options.LogoutPath = "/signed-out";
                options.AccessDeniedPath = "/not-found";
                options.ReturnUrlParameter = "returnUrl";
                SessionCheck.Add(options);
            });
        services.AddOptions<SecurityStampValidatorOptions>().Configure<TimeProvider>((options, clock) =>
        {
            options.TimeProvider = clock;
            options.ValidationInterval = TimeSpan.FromMinutes(1);
            options.OnRefreshingPrincipal = refreshing =>
            {
                if (refreshing is { CurrentPrincipal: { } old, NewPrincipal: { } renewed })
                {
                    SessionClaims.Carry(old, renewed);
                }

                return Task.CompletedTask;
            };
        });
    }
}
