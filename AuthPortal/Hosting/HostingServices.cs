using System.Security.Cryptography.X509Certificates;
using AuthPortal.Accounts.Mail;
using AuthPortal.Data;
using AuthPortal.Data.Postgres;
using AuthPortal.Hosting.Demo;
using AuthPortal.Hosting.Health;
using AuthPortal.Hosting.Provisioning;
using AuthPortal.Hosting.Settings;
using AuthPortal.Hosting.Start;
using AuthPortal.Hosting.Telemetry;
using AuthPortal.Hosting.Web;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace AuthPortal.Hosting;

/// <summary>Registers what surrounds the rooms: settings, start-up, headers, health, provisioning, demo data.</summary>
public static class HostingServices
{
    public static WebApplicationBuilder AddHosting(this WebApplicationBuilder builder)
    {
        DatabaseLocation.MakeAbsolute(builder.Configuration, builder.Environment.ContentRootPath);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyLimit.Bytes;
            if (builder.Configuration.GetValue<bool>("OAuth:MutualTls"))
            {
                kestrel.ConfigureHttpsDefaults(AskForCertificate);
            }
        });
        if (!builder.Environment.IsDevelopment())
        {
            builder.Logging.ClearProviders().AddJsonConsole(console => console.UseUtcTimestamp = true);
        }

        var services = builder.Services;
        services.AddOptions<OAuthOptions>().Bind(builder.Configuration.GetSection(OAuthOptions.Section));
        services.AddSingleton(IssuerResolver.Resolve);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<DatabaseLocation>();
        services.AddOptions<MailOptions>().Configure<DatabaseLocation>(
            (mail, location) => mail.PickupFolder = Path.Combine(location.Folder, "mail"));
        services.AddHostedService<DatabaseStart>();
        services.AddScoped<ProvisioningWriter>();
        services.AddSingleton<ProvisioningApplier>();
        services.AddHostedService<ProvisioningStart>();
        services.AddDemo(builder.Environment);
        services.AddHostedService<SetupStart>();
        services.AddTelemetry(builder.Configuration);
        services.AddKeys(builder.Configuration).AddForms().AddKnownProxies().AddHealth();
        return builder;
    }

    /// <summary>The middleware, in order, that every request walks through.</summary>
    public static WebApplication UseHosting(this WebApplication app)
    {
        app.UseKnownProxies();
        app.UseSecurityHeaders(strictTransport: app.Environment.IsProduction());
        app.UseMiddleware<FailureAnswers>();
        app.UseHttpsOnly();
        app.UsePathBase(IssuerRules.PathOf(app.Configuration["OAuth:Issuer"]));
        app.UseRouting();
        app.UseBodyLimit();
        return app;
    }

    /// <summary>Who sits at the browser, and whether a form is from a page of ours.</summary>
    public static WebApplication UseSignIn(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseFormCharset();
        app.UseAntiforgery();
        return app;
    }

    public static WebApplication MapHosting(this WebApplication app)
    {
        app.MapHealth();
        app.MapTelemetry();
        app.MapDemo();
        return app;
    }

    /// <summary>
    /// Whether a certificate proves anybody is judged later, by the client's own registration (RFC 8705 §2). Until then
    /// it is a stranger's word: no address that it names as its issuer's is asked (RFC 8705 §7.3).
    /// </summary>
    private static void AskForCertificate(HttpsConnectionAdapterOptions https)
    {
        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        https.AllowAnyClientCertificate();
        https.OnAuthenticate = (_, tls) => tls.CertificateChainPolicy = new X509ChainPolicy
        {
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
        };
    }

    /// <summary>Where the server itself listens for https; behind a proxy that does, there is nothing to do.</summary>
    private static void UseHttpsOnly(this WebApplication app)
        => app.UseWhen(
            context => !context.Request.IsHttps && !HealthServices.IsProbe(context.Request.Path)
                && context.RequestServices.GetRequiredService<Issuer>().IsHttps,
            plain => plain.UseHttpsRedirection());

    /// <summary>
    /// The keys that encrypt cookies and signing keys lie beside the database file, never in it. Nodes that share a server
    /// share them there, wrapped by a certificate that the server never sees.
    /// </summary>
    private static IServiceCollection AddKeys(this IServiceCollection services, IConfiguration configuration)
    {
        var protection = services.AddDataProtection().SetApplicationName("AuthPortal");
        if (DatabaseProviders.Of(configuration) == DatabaseProvider.Postgres)
        {
            if (KeyCertificates.Find(configuration) is not { } certificates)
            {
                // The check of the settings, which comes next, says what is wrong with them.
                return services;
            }

            protection.PersistKeysToDbContext<PostgresDbContext>()
                .ProtectKeysWithCertificate(certificates[0])
                .UnprotectKeysWithAnyCertificate([.. certificates]);
            return services;
        }

        services.AddOptions<KeyManagementOptions>().Configure<DatabaseLocation, ILoggerFactory>(
            (options, location, logs) =>
                options.XmlRepository = new FileSystemXmlRepository(location.EnsureKeyFolder(), logs));
        return services;
    }

    private static IServiceCollection AddForms(this IServiceCollection services)
    {
        services.AddAntiforgery(options => options.SuppressXFrameOptionsHeader = true);
        services.AddOptions<AntiforgeryOptions>().Configure<Issuer>((options, issuer) =>
        {
            options.Cookie.Name = issuer.IsHttps ? "__Host-authportal-form" : "authportal-form";
            options.Cookie.Path = "/";
            // Strict would not be sent with the redirect from an app, and each new tab would break the others' forms.
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = issuer.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
        });
        return services;
    }
}
