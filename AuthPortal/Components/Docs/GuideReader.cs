using System.Text;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace AuthPortal.Components.Docs;

/// <summary>
/// Turns a guide's Markdown into what its page shows: programs apart from prose, links to other files as links to their
/// pages. HTML in a guide is shown as text.
/// </summary>
public sealed class GuideReader
{
    /// <summary>The address that guides are written with, as after <c>dotnet run</c>; a page shows this server's own.</summary>
    public const string WrittenIssuer = "http://localhost:5080";

    private const string FileEnd = ".md";

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .DisableHtml()
        .Build();

    /// <param name="slug">The file's name without its end.</param>
    /// <param name="markdown">The file.</param>
    /// <param name="issuer">This server.</param>
    public static Guide Read(string slug, string markdown, string issuer)
        => Read(slug, GuideShelf.WrittenFirst, markdown, issuer, []);

    /// <summary>Its translation, whose headings keep the anchors: a link leads there in every language.</summary>
    /// <param name="original">What was translated.</param>
    /// <param name="language">Into what.</param>
    /// <param name="markdown">The file.</param>
    /// <param name="issuer">This server.</param>
    public static Guide Read(Guide original, string language, string markdown, string issuer)
        => Read(original.Slug, language, markdown, issuer, [.. original.Sections.Skip(1).Select(section => section.Anchor)]);

    private static Guide Read(string slug, string language, string markdown, string issuer, string?[] anchors)
    {
        var document = Markdown.Parse(markdown.Replace(WrittenIssuer, issuer, StringComparison.Ordinal), Pipeline);
        foreach (var link in document.Descendants<LinkInline>())
        {
            link.Url = AddressOf(link.Url, slug);
        }

        var blocks = document.ToList();
        var title = blocks is [HeadingBlock { Level: 1 } first, ..]
            ? TextOf(first)
            : throw new InvalidOperationException($"{slug}{FileEnd} does not begin with its title.");
        blocks.RemoveAt(0);
        foreach (var (heading, anchor) in blocks.OfType<HeadingBlock>().Zip(anchors))
        {
            heading.GetAttributes().Id = anchor;
        }

        var summary = blocks.Find(block => block is ParagraphBlock) is { } paragraph ? TextOf(paragraph) : string.Empty;
        return new Guide(slug, language, title, summary, [.. PartsOf(blocks)], [.. SectionsOf(title, blocks)]);
    }

    /// <summary>With a base address a bare "#part" would lead to the front page.</summary>
    private static string? AddressOf(string? written, string slug)
    {
        if (written is null || written.Contains("://", StringComparison.Ordinal))
        {
            return written;
        }

        var parts = written.Split('#', 2);
        var anchor = parts.Length == 2 ? "#" + parts[1] : string.Empty;
        return parts[0] switch
        {
            "" => $"docs/{slug}{anchor}",
            var file when file.EndsWith(FileEnd, StringComparison.Ordinal) => $"docs/{file[..^FileEnd.Length]}{anchor}",
            var page => page.TrimStart('/') + anchor,
        };
    }

    private static IEnumerable<GuidePart> PartsOf(IEnumerable<Block> blocks)
    {
        var prose = new StringBuilder();
        foreach (var block in blocks)
        {
            if (block is not FencedCodeBlock code)
            {
                prose.Append(HtmlOf(block));
                continue;
            }

            if (prose.Length > 0)
            {
                yield return new GuidePart.Prose(prose.ToString());
                prose.Clear();
            }

            yield return new GuidePart.Program(code.Info ?? string.Empty, code.Lines.ToString());
        }

        if (prose.Length > 0)
        {
            yield return new GuidePart.Prose(prose.ToString());
        }
    }

    private static string HtmlOf(Block block)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.Render(block);
        return writer.ToString();
    }

    private static IEnumerable<GuideSection> SectionsOf(string title, IEnumerable<Block> blocks)
    {
        string? anchor = null;
        var heading = title;
        var text = new StringBuilder();
        foreach (var block in blocks)
        {
            if (block is HeadingBlock next)
            {
                yield return new GuideSection(anchor, heading, text.ToString());
                (anchor, heading) = (next.GetAttributes().Id, TextOf(next));
                text.Clear();
            }
            else
            {
                text.Append(TextOf(block)).Append(' ');
            }
        }

        yield return new GuideSection(anchor, heading, text.ToString());
    }

    /// <summary>Its words, without marks.</summary>
    private static string TextOf(MarkdownObject part) => part switch
    {
        CodeBlock code => code.Lines.ToString(),
        LeafBlock { Inline: { } inline } => TextOf(inline),
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        LineBreakInline => " ",
        ContainerInline inlines => string.Concat(inlines.Select(TextOf)),
        ContainerBlock blocks => string.Join(' ', blocks.Select(TextOf)),
        _ => string.Empty,
    };
}
