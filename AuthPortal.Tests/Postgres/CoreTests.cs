using AuthPortal.Tests.Authorize;
using AuthPortal.Tests.Endpoints;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;

namespace AuthPortal.Tests.Postgres;

// The core of the protocol once more, on PostgreSQL: each class plays the tests of the one that it derives from. The rest
// does with AUTHPORTAL_TEST_DATABASE=postgres.
public sealed class TokenEndpointOnPostgresTests(PostgresPortal portal)
    : Rfc6749TokenTests(portal), IClassFixture<PostgresPortal>;

public sealed class CodeReplayOnPostgresTests(PostgresPortal portal)
    : CodeReplayTests(portal), IClassFixture<PostgresPortal>;

public sealed class RefreshOnPostgresTests(PostgresPortal portal)
    : RefreshRotationTests(portal), IClassFixture<PostgresPortal>;

public sealed class RevocationOnPostgresTests(PostgresPortal portal)
    : Rfc7009RevocationTests(portal), IClassFixture<PostgresPortal>;

public sealed class IntrospectionOnPostgresTests(PostgresPortal portal)
    : Rfc7662IntrospectionTests(portal), IClassFixture<PostgresPortal>;

public sealed class DpopOnPostgresTests(PostgresPortal portal)
    : Rfc9449DpopTests(portal), IClassFixture<PostgresPortal>;

public sealed class PushedRequestOnPostgresTests(PushedRequestOnPostgresTests.OnPostgres portal)
    : Rfc9126PushedRequestTests(portal), IClassFixture<PushedRequestOnPostgresTests.OnPostgres>
{
    public sealed class OnPostgres : AuthorizePortal
    {
        public OnPostgres() => IsOnPostgres = true;
    }
}

public sealed class DeviceOnPostgresTests(PostgresPortal portal)
    : Rfc8628DeviceTests(portal), IClassFixture<PostgresPortal>;

/// <summary>Fewer rounds: two nodes at once have many.</summary>
public sealed class RaceOnPostgresTests() : TokenRaceTests(new PostgresPortal(), rounds: 4);
