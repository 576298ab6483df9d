using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Nacre.IR;

/// <summary>
/// The words that enumeration members have in the text. A member's word is its name in lower snake case unless <see cref="KeywordAttribute"/> says otherwise.
/// Flag enumerations print their set members, joined by commas.
/// </summary>
public static class EnumKeywords
{
    private static class Table<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T> where T : struct, Enum
    {
        public static readonly (T Value, string Word)[] Entries = [.. Enum.GetNames<T>().Select(name => (Enum.Parse<T>(name), Word(name)))];
        public static readonly bool IsFlags = typeof(T).IsDefined(typeof(FlagsAttribute), false);

        private static string Word(string member) =>
            typeof(T).GetField(member)!.GetCustomAttributes(typeof(KeywordAttribute), false) is [KeywordAttribute k] ? k.Word : SnakeCase(member);
    }

    public static string Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(T value, string separator = ",") where T : struct, Enum
    {
        foreach (var (member, word) in Table<T>.Entries)
        {
            if (EqualityComparer<T>.Default.Equals(member, value))
                return word;
        }
        if (!Table<T>.IsFlags)
            throw new ArgumentOutOfRangeException(nameof(value), $"{value} is no member of {typeof(T).Name}");
        var bits = Convert.ToInt64(value);
        return string.Join(separator, Table<T>.Entries.Where(e => Convert.ToInt64(e.Value) is var m && m != 0 && long.PopCount(m) == 1 && (bits & m) == m).Select(e => e.Word));
    }

    public static bool TryParse<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(string word, out T value) where T : struct, Enum
    {
        foreach (var entry in Table<T>.Entries)
        {
            if (entry.Word == word)
            {
                value = entry.Value;
                return true;
            }
        }
        value = default;
        return false;
    }

    /// <summary>Whether a value is a member, or a combination of members of a flag enumeration.</summary>
    public static bool IsDefined<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(T value) where T : struct, Enum
    {
        var bits = Convert.ToInt64(value);
        foreach (var (member, _) in Table<T>.Entries)
        {
            if (EqualityComparer<T>.Default.Equals(member, value))
                return true;
            bits &= Table<T>.IsFlags ? ~Convert.ToInt64(member) : -1;
        }
        return Table<T>.IsFlags && bits == 0;
    }

    public static IEnumerable<string> All<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>() where T : struct, Enum => Table<T>.Entries.Select(e => e.Word);

    /// <summary><c>ThenBranch</c> → <c>then_branch</c>.</summary>
    public static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }
}

/// <summary>The word of an enumeration member in the IR's text.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class KeywordAttribute(string word) : Attribute
{
    public string Word { get; } = word;
}
