using AuthPortal.Tests.Fixtures;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer(BrowserFirst.Name, "AuthPortal.Tests")]

namespace AuthPortal.Tests.Fixtures;

/// <summary>What shares the one browser runs one after the other and takes longest: begun first, the rest goes beside it.</summary>
public sealed class BrowserFirst : ITestCollectionOrderer
{
    public const string Name = "AuthPortal.Tests.Fixtures.BrowserFirst";

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections)
        => testCollections.OrderBy(collection => collection.DisplayName == ChromiumCollection.Name ? 0 : 1);
}
