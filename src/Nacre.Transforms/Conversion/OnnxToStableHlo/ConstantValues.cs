using Nacre.IR;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>The constants that values have.</summary>
internal static class ConstantValues
{
    public static ElementsAttr? Of(Value value) => value.ConstantValue as ElementsAttr;
}
