using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AuthPortal.Data.Configurations;

internal sealed class DeviceAuthorizationConfiguration : IEntityTypeConfiguration<DeviceAuthorization>
{
    public void Configure(EntityTypeBuilder<DeviceAuthorization> builder)
    {
        builder.HasKey(d => d.Hash);
        builder.HasOne(d => d.Client).WithMany().HasForeignKey(d => d.ClientId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne(d => d.Grant).WithMany().HasForeignKey(d => d.GrantId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(d => d.UserCodeHash).IsUnique();
        builder.HasIndex(d => d.ClientId);
        builder.HasIndex(d => d.GrantId);
        builder.HasIndex(d => d.ExpiresAt);
    }
}
