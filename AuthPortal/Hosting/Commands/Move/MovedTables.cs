using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AuthPortal.Hosting.Commands.Move;

/// <summary>The tables of the model, each after those that its rows point to.</summary>
internal static class MovedTables
{
    /// <summary>It has no counterpart in a file: its rows are made of the key folder.</summary>
    private const string Keys = "DataProtectionKeys";

    public static IReadOnlyList<string> InOrder(IModel model)
    {
        var left = model.GetRelationalModel().Tables.Where(table => table.Name != Keys).ToDictionary(
            table => table.Name,
            table => table.ForeignKeyConstraints.Select(key => key.PrincipalTable.Name)
                .Where(name => name != table.Name).ToHashSet(StringComparer.Ordinal),
            StringComparer.Ordinal);
        var ordered = new List<string>();
        while (left.Count > 0)
        {
            var next = left.Where(table => table.Value.IsSubsetOf(ordered)).Select(table => table.Key)
                .Order(StringComparer.Ordinal).ToList();
            if (next.Count == 0)
            {
                throw new InvalidOperationException("Tables point to one another in a circle.");
            }

            ordered.AddRange(next);
            next.ForEach(name => left.Remove(name));
        }

        return ordered;
    }
}
