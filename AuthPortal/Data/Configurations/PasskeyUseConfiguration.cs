using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AuthPortal.Data.Configurations;

internal sealed class PasskeyUseConfiguration : IEntityTypeConfiguration<PasskeyUse>
{
    public void Configure(EntityTypeBuilder<PasskeyUse> builder)
    {
        builder.HasKey(p => p.CredentialId);
        builder.HasOne(p => p.Passkey).WithOne().HasForeignKey<PasskeyUse>(p => p.CredentialId)
            .OnDelete(DeleteBehavior.Cascade);
    }
}
