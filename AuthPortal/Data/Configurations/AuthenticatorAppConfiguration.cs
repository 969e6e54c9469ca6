using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AuthPortal.Data.Configurations;

internal sealed class AuthenticatorAppConfiguration : IEntityTypeConfiguration<AuthenticatorApp>
{
    public void Configure(EntityTypeBuilder<AuthenticatorApp> builder)
    {
        builder.HasKey(a => a.UserId);
        builder.HasOne(a => a.User).WithOne().HasForeignKey<AuthenticatorApp>(a => a.UserId)
            .OnDelete(DeleteBehavior.Cascade);
    }
}
