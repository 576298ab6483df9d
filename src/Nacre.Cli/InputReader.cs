using System.Globalization;
using Nacre.Imaging;
using Nacre.Runtime;
using Nacre.Testing;

namespace Nacre.Cli;

/// <summary>Makes a model's inputs from what a command line says: files, random numbers, or one number everywhere.</summary>
internal static class InputReader
{
    private static readonly string[] ImageExtensions = [".png", ".jpg", ".jpeg", ".bmp"];

    /// <param name="texts"><c>NAME=WHAT</c>, or <c>WHAT</c> for the inputs in order; inputs not named are random.</param>
    public static HostTensor[] Read(Engine engine, IReadOnlyList<string> texts, IReadOnlyDictionary<string, long[]> shapes)
    {
        var named = new Dictionary<string, string>();
        var next = 0;
        foreach (var text in texts)
        {
            var (name, what) = Split(engine, text) ?? (NameAt(engine, next++), text);
            if (!named.TryAdd(name, what))
                throw new NacreException(ExitCode.Usage, $"input '{name}' is given twice: {named[name]} and {what}");
        }
        return [.. engine.Inputs.Select(port => Make(port, named.GetValueOrDefault(port.Name, "random"), shapes))];
    }

    /// <summary>The two sides of <c>NAME=WHAT</c>; null for a text without a name, which may be a file's path with an equals sign in it.</summary>
    private static (string Name, string What)? Split(Engine engine, string text)
    {
        // Names may contain the sign too.
        for (var equal = text.IndexOf('='); equal > 0; equal = text.IndexOf('=', equal + 1))
        {
            if (engine.Inputs.Any(p => p.Name == text[..equal]))
                return (text[..equal], text[(equal + 1)..]);
        }
        return text.Contains('=') && !File.Exists(text) ? throw engine.NoSuchInput(text[..text.IndexOf('=')]) : null;
    }

    private static string NameAt(Engine engine, int index) => index < engine.Inputs.Count
        ? engine.Inputs[index].Name
        : throw new NacreException(ExitCode.Usage, $"there are more --input than inputs: the model has only {engine.Inputs.Count} ({string.Join(", ", engine.Inputs.Select(p => $"'{p.Name}'"))})");

    private static HostTensor Make(ModelPort port, string what, IReadOnlyDictionary<string, long[]> shapes)
    {
        var shape = shapes.TryGetValue(port.Name, out var given) ? given : port.Shape?.Select(d => d < 0 ? 1 : d).ToArray() ?? [];
        if (what == "random")
            return Generate(port, shape, null);
        if (what == "ones" || double.TryParse(what, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            return Generate(port, shape, what == "ones" ? 1 : double.Parse(what, CultureInfo.InvariantCulture));
        if (!File.Exists(what))
            throw new NacreException(ExitCode.Usage, $"--input {port.Name}: '{what}' does not exist");
        var extension = Path.GetExtension(what).ToLowerInvariant();
        return extension switch
        {
            ".npy" => Npy.Read(what),
            ".pb" => TestCase.ReadTensor(what),
            _ when ImageExtensions.Contains(extension) => FromImage(port, what, shape),
            _ => RawFile.Read(what, port.Type, shape),
        };
    }

    /// <summary>The value everywhere; without one uniform in [0, 1) for floats, in [0, 10) for integers, the same at every run.</summary>
    private static HostTensor Generate(ModelPort port, long[] shape, double? value)
    {
        var tensor = HostTensor.Create(port.Type, shape);
        var random = new Random(0);
        switch (port.Type)
        {
            case ElementType.F32: Fill(tensor.AsSpan<float>(), () => (float?)value ?? random.NextSingle()); break;
            case ElementType.F64: Fill(tensor.AsSpan<double>(), () => value ?? random.NextDouble()); break;
            case ElementType.F16: Fill(tensor.AsSpan<Half>(), () => (Half)(value ?? random.NextSingle())); break;
            case ElementType.I64: Fill(tensor.AsSpan<long>(), () => (long?)value ?? random.Next(10)); break;
            case ElementType.I32: Fill(tensor.AsSpan<int>(), () => (int?)value ?? random.Next(10)); break;
            case ElementType.U8 or ElementType.I8: Fill(tensor.AsBytes(), () => (byte?)value ?? (byte)random.Next(2)); break;
            case ElementType.Bool: Fill(tensor.AsSpan<bool>(), () => value is { } given ? given != 0 : random.Next(2) == 1); break;
            default: throw new NacreException(ExitCode.Usage, $"input '{port.Name}' ({port.TypeText}) cannot be generated; give a file");
        }
        return tensor;
    }

    private static void Fill<T>(Span<T> values, Func<T> next)
    {
        foreach (ref var value in values)
            value = next();
    }

    /// <summary>An image for an input [N, C, H, W] or [N, H, W, C] of floats in [0, 1].</summary>
    private static HostTensor FromImage(ModelPort port, string file, long[] shape)
    {
        if (shape.Length != 4 || port.Type != ElementType.F32)
            throw new NacreException(ExitCode.Usage, $"input '{port.Name}' ({port.TypeText}) is no image: it needs four dimensions of f32");
        var isLast = shape[3] is 1 or 3 or 4 && shape[1] is not (1 or 3 or 4);
        var (channels, height, width) = isLast ? (shape[3], shape[1], shape[2]) : (shape[1], shape[2], shape[3]);
        Image image;
        try
        {
            image = Image.Load(file);
        }
        catch (ImageFormatException e)
        {
            throw new NacreException(ExitCode.ModelUnreadable, e.Message, e);
        }
        var data = image.ToTensorData((int)channels, (int)height, (int)width, isLast ? ImageLayout.Nhwc : ImageLayout.Nchw, 1f / 255);
        return HostTensor.FromArray(data, shape);
    }
}
