using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AuthPortal.Data.Configurations;

internal sealed class AuthorizationDetailTypeConfiguration : IEntityTypeConfiguration<AuthorizationDetailType>
{
    public void Configure(EntityTypeBuilder<AuthorizationDetailType> builder)
    {
        builder.HasKey(t => t.Type);
    }
}
