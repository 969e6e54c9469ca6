using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AuthPortal.Data.Configurations;

internal sealed class UsedAssertionConfiguration : IEntityTypeConfiguration<UsedAssertion>
{
    public void Configure(EntityTypeBuilder<UsedAssertion> builder)
    {
        builder.HasKey(a => a.Hash);
        builder.HasIndex(a => a.ExpiresAt);
    }
}
