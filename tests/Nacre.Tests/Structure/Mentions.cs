using System.Runtime.InteropServices;
using Nacre.Tests.Structure.Mentioned;

namespace Nacre.Tests.Structure.Mentions
{
    /// <summary>Each type here mentions <see cref="Target"/> in one way; the architecture tests check that they see it.</summary>
    internal sealed class Field
    {
        public List<Target>? Value = [];
    }

    internal interface Parameter
    {
        void Take(Target[] value);
    }

    internal sealed class Base : Target;

    internal static class Body
    {
        public static string? Run() => Target.Shared?.ToString();
    }

    internal static class Argument
    {
        public static string? Run() => typeof(IEnumerable<Target>).ToString();
    }

    internal static class Nested
    {
        internal sealed class Inner : Target;
    }

    internal static class Lambda
    {
        public static object Run(int count) => Enumerable.Range(0, count).Select(_ => new Target());
    }

    internal static class Nothing
    {
        public static int Run() => 1;
    }

    internal static partial class Native
    {
        [LibraryImport("libLLVM-test", EntryPoint = "LLVMTest")]
        public static partial int Test(int value);
    }
}

namespace Nacre.Tests.Structure.Mentioned
{
    internal class Target
    {
        public static object? Shared { get; set; }
    }
}
