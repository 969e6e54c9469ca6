namespace AuthPortal.Clients;

/// <summary>What becomes of an app's other secrets when it gets a new one.</summary>
public enum OldSecrets
{
    Keep,
    EndInADay,
    EndNow,
}
