using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AuthPortal.Data.Configurations;

internal sealed class PushedRequestConfiguration : IEntityTypeConfiguration<PushedRequest>
{
    public void Configure(EntityTypeBuilder<PushedRequest> builder)
    {
        builder.HasKey(r => r.Hash);
        builder.HasOne(r => r.Client).WithMany().HasForeignKey(r => r.ClientId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(r => r.ClientId);
        builder.HasIndex(r => r.ExpiresAt);
    }
}
