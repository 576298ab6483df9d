using Nacre.Dialects.Onnx;
using Nacre.Imaging;
using Nacre.IR;
using Values = System.Collections.Generic.IReadOnlyList<Nacre.Transforms.Interpreter.InterpreterValue>;

namespace Nacre.Transforms.Interpreter.Onnx;

/// <summary>ONNX <c>ImageDecoder</c>: the bytes of a picture's file become height x width x channels bytes.</summary>
internal static class ImageDecoding
{
    public static Values Evaluate(ImageDecoderOp op, Values operands, EvaluationContext context)
    {
        var image = Decode(operands.Tensor(0).Bytes.ToArray(), op.PixelFormat switch
        {
            "RGB" or "BGR" => 3,
            "Grayscale" => 1,
            _ => throw new EvaluationException($"ImageDecoder: the pixel format '{op.PixelFormat}' is none of RGB, BGR and Grayscale"),
        });
        if (op.PixelFormat == "BGR")
            SwapRedAndBlue(image.Pixels);
        return [new TensorValue(RankedTensorType.Get(IntegerType.UI8, image.Height, image.Width, image.Channels), image.Pixels)];
    }

    private static Image Decode(byte[] file, int channels)
    {
        try
        {
            return Image.Decode(file).WithChannels(channels);
        }
        catch (ImageFormatException e)
        {
            throw new EvaluationException($"ImageDecoder: {e.Message}");
        }
    }

    private static void SwapRedAndBlue(byte[] pixels)
    {
        for (var i = 0; i < pixels.Length; i += 3)
            (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
    }
}
