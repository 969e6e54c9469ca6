using AuthPortal.Data;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Mvc.Filters;

namespace AuthPortal.Endpoints.Http;

/// <summary>As <see cref="BusyFilter"/>, where a person waits before a browser: they get a page.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BusyPageAttribute<TPage> : ExceptionFilterAttribute
    where TPage : IComponent
{
    public override void OnException(ExceptionContext context)
    {
        if (!StorageOutage.IsPassing(context.Exception))
        {
            return;
        }

        context.HttpContext.Response.Headers.RetryAfter = BusyFilter.Seconds;
        context.Result = new PageResult<TPage>(
            new(StringComparer.Ordinal), StatusCodes.Status503ServiceUnavailable);
        context.ExceptionHandled = true;
    }
}
