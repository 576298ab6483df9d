namespace Nacre.Runtime;

/// <summary>What a program may do with a page of memory; never write and execute at once.</summary>
internal enum PageAccess
{
    Read,
    ReadWrite,
    ReadExecute,
}
