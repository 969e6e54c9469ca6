using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AuthPortal.Data.Configurations;

internal sealed class UsageCountConfiguration : IEntityTypeConfiguration<UsageCount>
{
    public void Configure(EntityTypeBuilder<UsageCount> builder)
    {
        builder.HasKey(u => new { u.ClientId, u.Hour, u.Kind });
        builder.HasOne(u => u.Client).WithMany().HasForeignKey(u => u.ClientId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(u => u.Hour);
    }
}
