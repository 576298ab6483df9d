using Nacre.Imaging;
using Nacre.Runtime;

namespace Nacre.Tests.RealInputs;

/// <summary>A trained face detector, compiled for this machine, finds the faces of group pictures where a person sees them.</summary>
public sealed class FaceDetectionTests
{
    private const string Detector = "models/onnx/face-rfb-320/version-RFB-320.onnx";
    private const float LeastScore = 0.7f, MostOverlap = 0.3f;

    /// <summary>A box in the picture, as parts of its width and height.</summary>
    private readonly record struct Box(float Score, float Left, float Top, float Right, float Bottom)
    {
        public float Area => Math.Max(0, Right - Left) * Math.Max(0, Bottom - Top);

        public bool Holds(double x, double y) => x > Left && x < Right && y > Top && y < Bottom;

        /// <summary>The intersection's part of the union.</summary>
        public float Overlap(Box other)
        {
            var common = new Box(0, Math.Max(Left, other.Left), Math.Max(Top, other.Top), Math.Min(Right, other.Right), Math.Min(Bottom, other.Bottom)).Area;
            return common / (Area + other.Area - common);
        }
    }

    /// <param name="picture">Of 128 by 128 pixels.</param>
    /// <param name="noses">x and y of each nose in pixels, from left to right.</param>
    [DataTheory(Detector)]
    [InlineData("1face.png", new[] { 54, 36 })]
    [InlineData("3faces.png", new[] { 19, 48, 62, 47, 106, 46 })]
    [InlineData("4faces.png", new[] { 20, 49, 49, 47, 77, 47, 105, 45 })]
    public void Each_face_is_found_once(string picture, int[] noses)
    {
        const double size = 128;
        var faces = Detect(Image.Load(TestData.PathOf($"inputs/images/{picture}"))).OrderBy(f => f.Left).ToArray();

        Assert.Equal(noses.Length / 2, faces.Length);
        for (var i = 0; i < faces.Length; i++)
        {
            Assert.True(faces[i].Holds(noses[2 * i] / size, noses[2 * i + 1] / size), $"{faces[i]} does not hold the nose at {noses[2 * i]}, {noses[2 * i + 1]}");
            Assert.InRange(faces[i].Area, 0.003, 0.1);
        }
    }

    private static List<Box> Detect(Image image)
    {
        const int width = 320, height = 240;
        using var engine = Model.Load(TestData.PathOf(Detector)).Compile(new CompileOptions { Strict = true, UseCache = false });
        using var session = engine.CreateSession();
        using var input = HostTensor.FromArray(image.ToTensorData(3, height, width, ImageLayout.Nchw, 1 / 128f, [127 / 128f, 127 / 128f, 127 / 128f]), 1, 3, height, width);
        var outputs = session.Run(new Dictionary<string, HostTensor> { ["input"] = input });
        using var scores = outputs["scores"];
        using var boxes = outputs["boxes"];
        return Best(Candidates(scores.AsSpan<float>(), boxes.AsSpan<float>()));
    }

    /// <summary>Scores are of background and face, boxes two corners.</summary>
    private static List<Box> Candidates(ReadOnlySpan<float> scores, ReadOnlySpan<float> boxes)
    {
        var candidates = new List<Box>();
        for (var i = 0; i < scores.Length / 2; i++)
        {
            if (scores[2 * i + 1] >= LeastScore)
                candidates.Add(new Box(scores[2 * i + 1], boxes[4 * i], boxes[4 * i + 1], boxes[4 * i + 2], boxes[4 * i + 3]));
        }
        return candidates;
    }

    /// <summary>The candidates that overlap no better one.</summary>
    private static List<Box> Best(List<Box> candidates)
    {
        var best = new List<Box>();
        foreach (var box in candidates.OrderByDescending(b => b.Score))
        {
            if (best.TrueForAll(b => b.Overlap(box) < MostOverlap))
                best.Add(box);
        }
        return best;
    }
}
