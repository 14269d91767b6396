using Chita.Blocks;

namespace Chita.Benchmarks.Methods;

/// <summary>What <c>table</c> measures.</summary>
/// <param name="Problems">Names of problems.</param>
/// <param name="Methods">Names of methods.</param>
/// <param name="Repeats">How often each solve is done; the fastest counts.</param>
/// <param name="Storage">How A is kept.</param>
internal sealed record MethodPlan(IReadOnlyList<string> Problems, IReadOnlyList<string> Methods, int Repeats, GradientStorage Storage);
