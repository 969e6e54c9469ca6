using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AuthPortal.Data.Configurations;

internal sealed class LogoutNoticeConfiguration : IEntityTypeConfiguration<LogoutNotice>
{
    public void Configure(EntityTypeBuilder<LogoutNotice> builder)
    {
        builder.Property(n => n.Id).ValueGeneratedNever();
        builder.HasOne(n => n.Client).WithMany().HasForeignKey(n => n.ClientId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(n => n.ClientId);
        builder.HasIndex(n => new { n.GivenUpAt, n.NextAttemptAt });
    }
}
