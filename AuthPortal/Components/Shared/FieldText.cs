using Microsoft.AspNetCore.Components;

namespace AuthPortal.Components.Shared;

/// <summary>
/// What the text fields share: a label, a hint, an error and the ids that tie them together. They are native inputs:
/// in a static page the browser posts them, in an interactive one <see cref="ValueChanged"/> follows the typing.
/// </summary>
public abstract class FieldText : ComponentBase
{
    /// <summary>The name that is posted, such as Input.UserName; the id is made from it unless given.</summary>
    [Parameter]
    public string? Name { get; set; }

    [Parameter]
    public string? Id { get; set; }

    [Parameter, EditorRequired]
    public string Label { get; set; } = string.Empty;

    [Parameter]
    public string? Hint { get; set; }

    [Parameter]
    public string? Error { get; set; }

    [Parameter]
    public string? Value { get; set; }

    [Parameter]
    public EventCallback<string> ValueChanged { get; set; }

    [Parameter]
    public bool Required { get; set; }

    [Parameter]
    public bool AutoFocus { get; set; }

    [Parameter]
    public string? AutoComplete { get; set; }

    [Parameter(CaptureUnmatchedValues = true)]
    public IReadOnlyDictionary<string, object>? Attributes { get; set; }

    protected string FieldId => Id ?? (Name ?? Label).Replace('.', '-').Replace(' ', '-');

    protected string? DescribedBy
    {
        get
        {
            var ids = string.Join(
                ' ',
                new[] { Hint is null ? null : FieldId + "-hint", Error is null ? null : FieldId + "-error" }
                    .OfType<string>());
            return ids.Length == 0 ? null : ids;
        }
    }

    protected string? Invalid => Error is null ? null : "true";

    protected Task TypedAsync(ChangeEventArgs typed)
        => ValueChanged.InvokeAsync(typed.Value as string ?? string.Empty);
}
