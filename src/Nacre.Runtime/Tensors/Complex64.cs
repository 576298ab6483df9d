namespace Nacre.Runtime;

/// <summary>Storage of a <see cref="ElementType.C64"/> element: two 32-bit floats, real part first.</summary>
public readonly record struct Complex64(float Real, float Imaginary);
