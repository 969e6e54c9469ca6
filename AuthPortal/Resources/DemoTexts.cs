namespace AuthPortal.Resources;

/// <summary>Words of the demo app.</summary>
public sealed class DemoTexts;
