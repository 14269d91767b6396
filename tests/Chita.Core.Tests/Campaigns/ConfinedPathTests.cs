using Chita.Campaigns;
using Chita.Formats;

namespace Chita.Core.Tests.Campaigns;

/// <summary>On a silo no path of a campaign leads out of the data root, whichever way it takes.</summary>
public sealed class ConfinedPathTests : IDisposable
{
    private const string Model = "networks/resnet20.pt";

    private readonly CampaignFolder _root = new();
    private readonly TemporaryFolder _outside = new();

    public ConfinedPathTests() => _outside.Write("model.pt", []);

    public void Dispose()
    {
        _root.Dispose();
        _outside.Dispose();
    }

    [Theory]
    [InlineData("../model.pt")]
    [InlineData("networks/../../model.pt")]
    [InlineData("./../x/model.pt")]
    [InlineData("networks/../../{root}/networks/resnet20.pt")] // comes back, but only where the root has this name
    [InlineData("/etc/passwd")]
    [InlineData("{full}/../model.pt")]
    [InlineData("{full}2/model.pt")]
    public void A_path_that_leads_out_is_refused_with_its_line(string path)
    {
        path = path.Replace("{root}", Path.GetFileName(_root.Root)).Replace("{full}", _root.Root);
        foreach (var (right, key) in (IEnumerable<(string, string)>)[(Model, "5: network.torchscript"), ("cifar10/train.bin", "6: calibration.data"), ("path: out", "9: output.path")])
        {
            var yaml = CampaignFolder.Smallest.Replace(right, right.StartsWith("path", StringComparison.Ordinal) ? "path: " + path : path);
            var shown = path.Length <= 60 ? path : path[..60] + "…";
            Assert.Equal($"campaign.yaml:{key}: {shown} leads out of the data root; expected a path inside it", Refusal(yaml, followLinks: false));
        }
    }

    [Theory]
    [InlineData("networks/../networks/resnet20.pt")]
    [InlineData("{full}/networks/resnet20.pt")]
    [InlineData("{full}/x/../networks/resnet20.pt")]
    public void A_path_that_stays_inside_is_taken(string path) => Assert.Equal(
        _root.At(Model), Parse(CampaignFolder.Smallest.Replace(Model, path.Replace("{full}", _root.Root)), followLinks: true).Network.Torchscript);

    [Fact]
    public void A_file_that_is_a_link_out_is_refused()
    {
        File.Delete(_root.At(Model));
        File.CreateSymbolicLink(_root.At(Model), _outside["model.pt"]);
        Assert.Equal($"campaign.yaml:5: network.torchscript: {_root.At(Model)} {ByLink}", Refusal(CampaignFolder.Smallest, followLinks: true));
        Parse(CampaignFolder.Smallest, followLinks: false);
    }

    [Fact]
    public void A_file_of_a_language_model_that_is_a_link_out_is_refused()
    {
        Directory.CreateDirectory(_root.At("llama"));
        File.CreateSymbolicLink(_root.At("llama/model.safetensors"), _outside["model.pt"]);
        var yaml = CampaignFolder.Smallest.Replace($"torchscript: {Model}", "huggingface: llama");
        Assert.Equal($"campaign.yaml:5: network.huggingface: {_root.At("llama/model.safetensors")} {ByLink}", Refusal(yaml, followLinks: true));
        Parse(yaml, followLinks: false);
    }

    [Fact]
    public void A_folder_that_is_a_link_out_is_refused_for_what_is_in_it_and_what_would_be()
    {
        Directory.CreateSymbolicLink(_root.At("linked"), _outside.Root);
        var yaml = CampaignFolder.Smallest.Replace(Model, "linked/model.pt").Replace("path: out", "path: linked/deep/out");
        Assert.Equal(
            $"campaign.yaml:5: network.torchscript: {_root.At("linked/model.pt")} {ByLink}\ncampaign.yaml:9: output.path: {_root.At("linked/deep/out")} {ByLink}",
            Refusal(yaml, followLinks: true));
    }

    [Fact]
    public void A_link_to_nothing_out_there_is_refused_too()
    {
        File.CreateSymbolicLink(_root.At("out"), _outside["not-yet"]);
        Assert.Equal($"campaign.yaml:9: output.path: {_root.At("out")} {ByLink}", Refusal(CampaignFolder.Smallest, followLinks: true));
    }

    [Fact]
    public void Labels_that_belong_to_images_by_their_name_are_followed_too()
    {
        File.WriteAllBytes(_root.At("train-images-idx3-ubyte"), []);
        File.CreateSymbolicLink(_root.At("train-labels-idx1-ubyte"), _outside["model.pt"]);
        Assert.Equal(
            $"campaign.yaml:6: calibration.data: {_root.At("train-labels-idx1-ubyte")} {ByLink}",
            Refusal(CampaignFolder.Smallest.Replace("cifar10/train.bin", "train-images-idx3-ubyte"), followLinks: true));
    }

    [Fact]
    public void Links_that_stay_inside_are_taken_also_where_the_root_is_one()
    {
        File.CreateSymbolicLink(_root.At("latest.pt"), "networks/../networks/resnet20.pt");
        Directory.CreateSymbolicLink(_outside["root"], _root.Root);
        var yaml = CampaignFolder.Smallest.Replace(Model, "latest.pt");
        Assert.Equal(_outside["root/latest.pt"], CampaignFile.ParseWithin(yaml, "campaign.yaml", _outside["root"], followLinks: true).Network.Torchscript);
    }

    [Fact]
    public void Links_in_a_circle_are_told()
    {
        File.CreateSymbolicLink(_root.At("a"), "b");
        File.CreateSymbolicLink(_root.At("b"), "a");
        Assert.StartsWith(
            $"campaign.yaml:5: network.torchscript: {_root.At("a")} cannot be followed: ",
            Refusal(CampaignFolder.Smallest.Replace(Model, "a"), followLinks: true), StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_of_a_cluster_refuses_what_climbs_and_leaves_absolute_paths_to_the_silos()
    {
        File.WriteAllText(_root.At("a.yaml"), CampaignFolder.Smallest.Replace(Model, "../model.pt"));
        Assert.Contains("network.torchscript: ../model.pt leads out of the data root", Assert.Throws<InvalidInputException>(() => CampaignFile.LoadForCluster(_root.At("a.yaml"))).Message);

        File.WriteAllText(_root.At("b.yaml"), CampaignFolder.Smallest.Replace(Model, "/data/model.pt"));
        Assert.Equal("/data/model.pt", CampaignFile.LoadForCluster(_root.At("b.yaml")).Network.Torchscript);
    }

    [Fact]
    public void Real_paths_are_those_that_the_kernel_opens() =>
        Gen.OneOf("a", "b", "c", "..", ".", "l1", "l2", "l3").Array[1, 8].Sample(components =>
        {
            foreach (var folder in (string[])["a/b/c", "b/a", "c"])
                Directory.CreateDirectory(_outside["tree/" + folder]);
            foreach (var (link, target) in (IEnumerable<(string, string)>)[("tree/l1", "a/b"), ("tree/a/l2", "../b"), ("tree/a/b/l3", _outside["tree"]), ("tree/b/l1", "../l1/..")])
            {
                if (new FileInfo(_outside[link]).LinkTarget is null)
                    Directory.CreateSymbolicLink(_outside[link], target);
            }

            // The working folder of a process is told by the kernel.
            var path = Path.GetFullPath(_outside["tree/" + string.Join('/', components)]);
            if (!Directory.Exists(path))
                return;
            using var pwd = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/bin/pwd", ["-P"]) { WorkingDirectory = path, RedirectStandardOutput = true })!;
            Assert.Equal(pwd.StandardOutput.ReadToEnd().TrimEnd('\n'), RealPath.Of(path));
        }, iter: 60, threads: 1);

    private const string ByLink = "leads out of the data root through a symbolic link; expected a path inside it";

    private CampaignSpec Parse(string yaml, bool followLinks) => CampaignFile.ParseWithin(yaml, "campaign.yaml", _root.Root, followLinks);

    private string Refusal(string yaml, bool followLinks) => Assert.Throws<InvalidInputException>(() => Parse(yaml, followLinks)).Message;
}
