using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Chita.Core.Tests.Numerics;

/// <summary>A few characters that tell every bit of a vector.</summary>
internal static class Digest
{
    public static string Of(double[] vector) => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(vector.AsSpan())))[..16];
}
