using Nacre.Dialects;
using Nacre.IR;

namespace Nacre.Tests.Ir;

/// <summary>Printing and parsing are inverse for random modules; a failure names the seed.</summary>
public sealed class PrintParseTests
{
    [Fact]
    public void Random_modules_come_back_in_every_form()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var module = new RandomModule(seed).Build();
            var context = AllDialects.NewContext();
            Assert.True(Verifier.Verify(module, context.Diagnostics), $"seed {seed}: {string.Join('\n', context.Diagnostics.All)}\n{module}");
            foreach (var options in new PrintOptions[] { new(), new(Generic: true), new(DebugInfo: true) })
                CheckComesBack(module, seed, options);
        }
    }

    private static void CheckComesBack(Operation module, int seed, PrintOptions options)
    {
        var text = OpAsmPrinter.Print(module, options);
        Operation read;
        try
        {
            read = AllDialects.ParseModule(AllDialects.NewContext(), text);
        }
        catch (DiagnosticException e)
        {
            Assert.Fail($"seed {seed}, {options}: {e.Message}\n{text}");
            return;
        }
        Assert.True(text == OpAsmPrinter.Print(read, options), $"seed {seed}, {options}: printed\n{text}\nthen\n{OpAsmPrinter.Print(read, options)}");
        Assert.Equal(OpAsmPrinter.Print(module, new PrintOptions(Generic: true)), OpAsmPrinter.Print(read, new PrintOptions(Generic: true)));
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0x00, 0x80, 0x41 })]
    [InlineData(new byte[] { 0xF0, 0x9F, 0x98, 0x80 })]
    [InlineData(new byte[] { 0xF0, 0x9F, 0x98 })]
    [InlineData(new byte[] { 0xED, 0xB2, 0x80, 0xC3, 0xA9 })]
    public void Strings_keep_their_bytes(byte[] bytes)
    {
        Assert.Equal(bytes, ByteText.Encode(ByteText.Decode(bytes)));
        var attribute = new StringAttr(ByteText.Decode(bytes));
        Assert.Equal(attribute, new OpAsmParser(AllDialects.NewContext(), attribute.ToString()).ParseAttribute());
    }
}
