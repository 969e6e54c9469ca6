using System.Text;
using System.Text.Encodings.Web;

namespace AuthPortal.Accounts.Mail;

/// <summary>A letter in words, before it is mail; the same words become its plain text and its HTML.</summary>
/// <param name="Language">"en" or "ko".</param>
/// <param name="Subject">Also its heading.</param>
/// <param name="Lead">What happened.</param>
/// <param name="Facts">Label and value: device, address, time.</param>
/// <param name="Link">Where its one button leads.</param>
/// <param name="LinkText">What the button says.</param>
/// <param name="Foot">What to do when it was not the person.</param>
/// <param name="Sender">Why the letter came: last, and small.</param>
internal sealed record LetterDraft(
    string Language,
    string Subject,
    string Lead,
    IReadOnlyList<(string Label, string Value)> Facts,
    string? Link,
    string? LinkText,
    string? Foot,
    string Sender)
{
    private static readonly string Template = ReadTemplate();

    public string ToText()
    {
        var text = new StringBuilder().Append(Lead).Append("\r\n");
        foreach (var (label, value) in Facts)
        {
            text.Append("\r\n").Append(label).Append(": ").Append(value);
        }

        Part(text, Facts.Count == 0 ? null : string.Empty);
        Part(text, Link is null ? null : $"{LinkText}:\r\n{Link}");
        Part(text, Foot);
        return text.Append("\r\n-- \r\n").Append(Sender).Append("\r\n").ToString();
    }

    public string ToHtml()
    {
        var body = new StringBuilder();
        Paragraph(body, Lead);
        if (Facts.Count > 0)
        {
            body.Append("<table role=\"presentation\" style=\"margin:0 0 20px;border-collapse:collapse;font-size:14px\">");
            foreach (var (label, value) in Facts)
            {
                body.Append("<tr><td style=\"padding:4px 16px 4px 0;color:#55625f;vertical-align:top\">")
                    .Append(Encode(label)).Append("</td><td style=\"padding:4px 0\">").Append(Encode(value))
                    .Append("</td></tr>");
            }

            body.Append("</table>");
        }

        if (Link is { } link)
        {
            body.Append("<p style=\"margin:0 0 20px\"><a href=\"").Append(Encode(link))
                .Append("\" style=\"display:inline-block;padding:10px 20px;border-radius:8px;background:#0b6b5d;")
                .Append("color:#ffffff;font-weight:600;text-decoration:none\">").Append(Encode(LinkText ?? link))
                .Append("</a></p>");
        }

        Paragraph(body, Foot);
        return Template.Replace("{lang}", Language, StringComparison.Ordinal)
            .Replace("{foot}", Encode(Sender), StringComparison.Ordinal)
            .Replace("{title}", Encode(Subject), StringComparison.Ordinal)
            .Replace("{body}", body.ToString(), StringComparison.Ordinal);
    }

    private static void Part(StringBuilder text, string? part)
    {
        if (part is not null)
        {
            text.Append("\r\n").Append(part).Append("\r\n");
        }
    }

    private static void Paragraph(StringBuilder body, string? text)
    {
        if (text is not null)
        {
            body.Append("<p style=\"margin:0 0 20px\">").Append(Encode(text)).Append("</p>");
        }
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    private static string ReadTemplate()
    {
        using var stream = typeof(LetterDraft).Assembly.GetManifestResourceStream("AuthPortal.letter.html")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
