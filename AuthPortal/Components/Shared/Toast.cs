using MudBlazor;

namespace AuthPortal.Components.Shared;

/// <summary>A short word at the bottom of the page after something was done.</summary>
public sealed class Toast(ISnackbar snackbar)
{
    public void Done(string text) => snackbar.Add(text, Severity.Normal);

    public void Failed(string text) => snackbar.Add(text, Severity.Error);
}
