using Nacre.Runtime;

namespace Nacre.Caching;

/// <summary>A model whose inputs and outputs are known and that is imported only when it must be compiled.</summary>
internal sealed class ModelSource
{
    private readonly string? _path, _modelKey;
    private readonly FileStamp _stamp;
    private readonly CachedModel _description;
    private Model? _model;

    private ModelSource(string? path, string? modelKey, FileStamp stamp, CachedModel description, Model? model)
    {
        (_path, _modelKey, _stamp, _description, _model) = (path, modelKey, stamp, description, model);
        FilesKey = CurrentKey();
    }

    public IReadOnlyList<ModelPort> Inputs => _description.Inputs;
    public IReadOnlyList<ModelPort> Outputs => _description.Outputs;

    /// <summary>Names the content of the model's files; null where nothing is cached.</summary>
    public string? FilesKey { get; }

    public bool IsImported => _model is not null;
    public Model Model => _model ??= Model.Load(_path!);

    /// <summary>Whether the files are still those that <see cref="FilesKey"/> names.</summary>
    public bool IsUnchanged => _path is not null && FileStamp.Of(_path) == _stamp && CurrentKey() == FilesKey;

    /// <summary>A model that is imported; it is not cached when its file has changed since, or when it has none.</summary>
    public static ModelSource Of(Model model, CompileCache? cache)
    {
        if (cache is null || model.Path is not { } path || FileStamp.Of(path) != model.Stamp)
            return new ModelSource(null, null, default, CachedModel.Of(model), model);
        return Open(path, cache, model);
    }

    /// <exception cref="NacreException"><see cref="ExitCode.ModelUnreadable"/>: the model cannot be read.</exception>
    public static ModelSource Open(string path, CompileCache cache, Model? model = null)
    {
        if (!File.Exists(path))
            return Of(Model.Load(path), null);
        var stamp = FileStamp.Of(path);
        var key = CacheKey.OfModel(path);
        var description = cache.FindModel(key);
        if (description is null)
        {
            model ??= Model.Load(path);
            description = CachedModel.Of(model);
            cache.StoreModel(key, description);
        }
        return new ModelSource(path, key, stamp, description, model);
    }

    private string? CurrentKey() =>
        _modelKey is null ? null : CacheKey.OfFiles(_modelKey, Path.GetDirectoryName(Path.GetFullPath(_path!))!, _description.ExternalFiles);
}
