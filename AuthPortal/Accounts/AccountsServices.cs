using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace AuthPortal.Accounts;

/// <summary>Registers the room of people: accounts, sign-in and sessions.</summary>
public static class AccountsServices
{
    private const int SessionDays = 14;

    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.AddIdentityCore<User>(options =>
            {
                options.User.RequireUniqueEmail = true;

                // What people choose is checked by PasswordRules; this is the floor for every way in.
                options.Password.RequiredLength = 8;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
                options.Password.RequiredUniqueChars = 1;
                options.Lockout.MaxFailedAccessAttempts = 10;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
            })
            .AddRoles<IdentityRole>()
            .AddEntityFrameworkStores<AuthDbContext>()
            .AddSignInManager()
            .AddDefaultTokenProviders();
        services.AddSessionCookie();
        services.AddSingleton<DecoyPassword>();
        services.AddSingleton<PersonDirectory>();
        services.AddScoped<PasswordProof>();
        services.AddScoped<Sessions>();
        services.AddScoped<SignInFlow>();
        services.AddScoped<SignUpFlow>();
        services.AddScoped<PasswordChange>();
        services.AddSingleton<SetupLink>();
        services.AddScoped<SetupFlow>();
        return services;
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
