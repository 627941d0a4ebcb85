using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Reflection;
using System.Reflection.Emit;

namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>Cuts the bytes of a method body into instructions. Source: ECMA-335, partition III.</summary>
internal static class InstructionDecoder
{
    private const byte TwoBytePrefix = 0xFE;

    private static readonly FrozenDictionary<ushort, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToFrozenDictionary(code => (ushort)code.Value);

    public static List<Instruction> Decode(byte[] il)
    {
        List<Instruction> instructions = [];
        int offset = 0;
        while (offset < il.Length)
        {
            int start = offset;
            ushort value = il[offset++];
            if (value == TwoBytePrefix)
                value = (ushort)((value << 8) | il[offset++]);
            OpCode code = OpCodesByValue[value];
            object? operand = ReadOperand(il, code, ref offset);
            instructions.Add(new Instruction(start, offset, code, operand));
        }
        return instructions;
    }

    private static object? ReadOperand(byte[] il, OpCode code, ref int offset)
    {
        ReadOnlySpan<byte> bytes = il.AsSpan(offset);
        switch (code.OperandType)
        {
            case OperandType.InlineNone:
                return null;
            case OperandType.ShortInlineBrTarget:
                offset += 1;
                return offset + (sbyte)bytes[0];
            case OperandType.InlineBrTarget:
                offset += 4;
                return offset + BinaryPrimitives.ReadInt32LittleEndian(bytes);
            case OperandType.ShortInlineI:
                offset += 1;
                return (int)(sbyte)bytes[0];
            case OperandType.ShortInlineVar:
                offset += 1;
                return (int)bytes[0];
            case OperandType.InlineVar:
                offset += 2;
                return (int)BinaryPrimitives.ReadUInt16LittleEndian(bytes);
            case OperandType.InlineI8:
                offset += 8;
                return BinaryPrimitives.ReadInt64LittleEndian(bytes);
            case OperandType.ShortInlineR:
                offset += 4;
                return BinaryPrimitives.ReadSingleLittleEndian(bytes);
            case OperandType.InlineR:
                offset += 8;
                return BinaryPrimitives.ReadDoubleLittleEndian(bytes);
            case OperandType.InlineSwitch:
                return ReadSwitch(bytes, ref offset);
            default: // A constant or a token of four bytes.
                offset += 4;
                return BinaryPrimitives.ReadInt32LittleEndian(bytes);
        }
    }

    private static int[] ReadSwitch(ReadOnlySpan<byte> bytes, ref int offset)
    {
        int[] targets = new int[BinaryPrimitives.ReadInt32LittleEndian(bytes)];
        offset += 4 * (targets.Length + 1);
        for (int i = 0; i < targets.Length; i++)
            targets[i] = offset + BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * (i + 1))..]);
        return targets;
    }
}
