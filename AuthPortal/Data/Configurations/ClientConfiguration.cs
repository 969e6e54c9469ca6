using System.Text.Json;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AuthPortal.Data.Configurations;

internal sealed class ClientConfiguration : IEntityTypeConfiguration<Client>
{
    public void Configure(EntityTypeBuilder<Client> builder)
    {
        builder.Property(c => c.Id).HasMaxLength(255);
        builder.Property(c => c.Metadata).HasConversion(new MetadataConverter(), new MetadataComparer());
        builder.HasOne(c => c.Owner).WithMany().HasForeignKey(c => c.OwnerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(c => c.OwnerId);
        builder.HasIndex(c => c.Name);
    }

    private sealed class MetadataConverter() : ValueConverter<ClientMetadata, string>(
        value => Write(value),
        text => Read(text));

    /// <summary>Metadata is immutable, so a snapshot is the object itself.</summary>
    private sealed class MetadataComparer() : ValueComparer<ClientMetadata>(
        (a, b) => ReferenceEquals(a, b) || (a != null && b != null && Write(a) == Write(b)),
        value => Write(value).GetHashCode(StringComparison.Ordinal),
        value => value);

    private static string Write(ClientMetadata value)
        => JsonSerializer.Serialize(value, ClientMetadataJson.Default.ClientMetadata);

    private static ClientMetadata Read(string text)
        => JsonSerializer.Deserialize(text, ClientMetadataJson.Default.ClientMetadata)!;
}
