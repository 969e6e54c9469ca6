using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AuthPortal.Data.Configurations;

internal sealed class ClientErrorConfiguration : IEntityTypeConfiguration<ClientError>
{
    public void Configure(EntityTypeBuilder<ClientError> builder)
    {
        builder.HasOne(e => e.Client).WithMany().HasForeignKey(e => e.ClientId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(e => new { e.ClientId, e.Fingerprint }).IsUnique();
        builder.HasIndex(e => new { e.ClientId, e.LastAt });
        builder.HasIndex(e => e.LastAt);
    }
}
