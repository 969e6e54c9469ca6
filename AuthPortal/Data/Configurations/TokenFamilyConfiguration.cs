using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AuthPortal.Data.Configurations;

internal sealed class TokenFamilyConfiguration : IEntityTypeConfiguration<TokenFamily>
{
    public void Configure(EntityTypeBuilder<TokenFamily> builder)
    {
        builder.Property(f => f.Id).ValueGeneratedNever();
        builder.HasOne(f => f.Grant).WithMany(g => g.Families).HasForeignKey(f => f.GrantId)
            .OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(f => f.GrantId);
        builder.HasIndex(f => f.ExpiresAt);
    }
}
