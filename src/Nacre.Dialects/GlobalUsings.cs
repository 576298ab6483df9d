// In operand declarations Index is the type constraint, not System.Index.
global using Index = Nacre.IR.Index;
