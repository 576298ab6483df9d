using System.Runtime.InteropServices;

namespace Nacre.Targets.Llvm.Interop;

/// <summary>
/// Runs code generation on a thread of its own, because LLVM ends the process when its fatal error handler returns ("Cannot select" is such an error):
/// the handler hands the message to the waiting caller and parks the thread, whose memory is then lost.
/// </summary>
internal static unsafe class LlvmWorker
{
    private const int StackBytes = 16 << 20;

    [ThreadStatic]
    private static Action<LlvmException>? t_fail;

    private static readonly Lazy<bool> Handler = new(() =>
    {
        LlvmNative.LLVMInstallFatalErrorHandler(&OnFatalError);
        return true;
    });

    /// <exception cref="LlvmException">What <paramref name="work"/> threw, or LLVM's fatal error.</exception>
    internal static T Run<T>(Func<T> work)
    {
        _ = LlvmLibrary.Load();
        _ = Handler.Value;
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Complete(work, result), StackBytes) { IsBackground = true, Name = "LLVM" };
        thread.Start();
        return result.Task.GetAwaiter().GetResult();
    }

    private static void Complete<T>(Func<T> work, TaskCompletionSource<T> result)
    {
        t_fail = error => result.TrySetException(error);
        try
        {
            result.TrySetResult(work());
        }
        catch (Exception error)
        {
            result.TrySetException(error);
        }
    }

    [UnmanagedCallersOnly]
    private static void OnFatalError(nint reason)
    {
        if (t_fail is not { } fail)
            return;
        fail(new LlvmException(Marshal.PtrToStringUTF8(reason) ?? "fatal error"));
        Thread.Sleep(Timeout.Infinite);
    }
}
