using System.Text.Json;
using AuthPortal.Data.Conversions;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AuthPortal.Data.Configurations;

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("Users");
        builder.Property(u => u.Profile).HasConversion(
            new JsonConverter<Dictionary<string, JsonElement>>(),
            new JsonComparer<Dictionary<string, JsonElement>>());
        builder.Ignore(u => u.DisplayName);

        // An address is one person's, whoever else has named it: only confirming makes it theirs.
        builder.HasIndex(u => u.NormalizedEmail).HasDatabaseName("EmailIndex").IsUnique();
    }
}
