using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AuthPortal.Data.Configurations;

internal sealed class ActivePersonConfiguration : IEntityTypeConfiguration<ActivePerson>
{
    public void Configure(EntityTypeBuilder<ActivePerson> builder)
    {
        builder.HasKey(p => new { p.ClientId, p.Day, p.UserId });
        builder.HasOne(p => p.Client).WithMany().HasForeignKey(p => p.ClientId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne(p => p.User).WithMany().HasForeignKey(p => p.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(p => p.Day);
    }
}
