namespace AuthPortal.Interactions;

/// <summary>How an authorization request came, beside what it says.</summary>
[Flags]
public enum RequestOrigin
{
    /// <summary>In the clear, through the browser.</summary>
    None = 0,

    /// <summary>From its client directly, RFC 9126.</summary>
    Pushed = 1,

    /// <summary>In an object that its client signed, RFC 9101.</summary>
    SignedObject = 2,

    /// <summary>From a device without a browser, RFC 8628: the answer goes to nobody's redirect URI.</summary>
    Device = 8,

    /// <summary>Judged before, and kept by this server since.</summary>
    Kept = 4,
}
