namespace AuthPortal.Resources;

/// <summary>The rules of registering an app in words; {0} is where the rule stands, {1} the value it names.</summary>
public sealed class RuleTexts;
