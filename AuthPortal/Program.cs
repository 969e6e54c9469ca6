using AuthPortal.Accounts;
using AuthPortal.Activity;
using AuthPortal.Clients;
using AuthPortal.Components;
using AuthPortal.Data;
using AuthPortal.Endpoints;
using AuthPortal.Grants;
using AuthPortal.Hosting;
using AuthPortal.Hosting.Start;
using AuthPortal.Interactions;
using AuthPortal.Tokens;

var builder = PortalRun.CreateBuilder(args);
builder.AddHosting();
builder.Services
    .AddData(builder.Configuration)
    .AddAccounts()
    .AddClients()
    .AddGrants()
    .AddInteractions()
    .AddTokens()
    .AddActivity()
    .AddEndpoints()
    .AddPages();

return await builder.RunPortalAsync(args, app =>
{
    app.UseHosting();
    app.MapEndpoints();
    app.UseSignIn();
    app.MapPages();
    app.MapHosting();
});

#pragma warning disable CA1050 // The test host needs the entry point's type by name.
/// <summary>The composition root.</summary>
public sealed partial class Program;
