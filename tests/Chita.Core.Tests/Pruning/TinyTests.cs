using Chita.Blocks;
using Chita.Numerics;
using Chita.Pruning;
namespace Chita.Core.Tests.Pruning;
public sealed class TinyTests {
 [Fact] public async Task Survey() {
  using var threads = new SolverThreads(2);
  var o = TestContext.Current.TestOutputHelper!;
  int i=0, reached=0, closed=0;
  foreach (var c in Golden.Tiny()) {
    async Task<SolveResult> Run(IPruningMethod m, int iters=100) {
    using var blocks = new InProcessBlocks(new WeightLayout([new TensorSize("a", c.P/2), new TensorSize("b", c.P - c.P/2)], 3), c.N, threads);
    blocks.Load(c.Weights);
    for (int r=0;r<c.N;r++) blocks.WriteRow(r, c.Gradients[r]);
    return await m.SolveAsync(new PruningProblem{Kept=c.K, Rows=c.N, Ridge=c.Ridge, FirstOrder=c.FirstOrder, Tolerance=0, MaxIterations=iters}, blocks.Root, threads, null, default);
    }
    var x = await Run(new DualNewton()); var b = await Run(new Bso()); var b0 = await Run(new Bso(),0); var m0= await Run(new Magnitude());
    var opt = c.Optimum.Objective; var tol = 1e-9*Math.Max(1,Math.Abs(opt));
    if (x.Objective <= opt+tol) reached++; if (x.Gap<1e-9) closed++;
    o.WriteLine($"{i++} n{c.N} p{c.P} k{c.K} λ{c.Ridge} α{c.FirstOrder}: opt {opt:g8} 2nd {c.SecondBestObjective:g6} golden bound {c.BoundAtOptimum:g8} | chita {x.Objective:g8} [{x.LowerBound:g8}] it {x.Iterations} | bso {b.Objective:g8} it {b.Iterations} | bso0 err {b0.Objective-c.Magnitude.BacksolvedObjective:g3} | mag err {m0.Objective-c.Magnitude.PrunedObjective:g3} {(x.LowerBound<=opt+tol ? "" : "BOUND!")} {(x.Objective>=opt-tol?"":"BELOW")} {(x.Objective<=opt+tol?"REACHED":"")}");
  }
  o.WriteLine($"reached {reached} closed {closed}");
 } }
