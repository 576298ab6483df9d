using Nacre.IR;

namespace Nacre.Dialects.Vhlo;

/// <summary>A version of an operation.</summary>
/// <param name="Name">Its name without the dialect: the operation and the number of the version.</param>
/// <param name="Since">The first version of StableHLO that has it.</param>
/// <param name="Until">The last version of StableHLO that has it; null while it is in use.</param>
/// <param name="Attributes">Its attributes, of which each must be there, separated by spaces.</param>
public sealed record VhloOpVersion(string Name, string Since, string? Until, string Attributes = "")
{
    /// <summary>Whether a version of StableHLO has it.</summary>
    public bool IsIn(VhloVersion version) => VhloVersion.Parse(Since) <= version && (Until is null || version <= VhloVersion.Parse(Until));

    /// <summary>The operation without the number of its version.</summary>
    public string Operation => Name[..Name.LastIndexOf('_')];

    public int Number => int.Parse(Name.AsSpan(Name.LastIndexOf('_') + 2), System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>All versions of all operations since 0.9.0. A version is never changed; an operation that changes gets a new one.</summary>
public static class VhloOps
{
    /// <summary>Operations without attributes that have not changed since 0.9.0.</summary>
    private const string Unchanged = """
        abs add after_all and atan2 bitcast_convert case ceil clamp count_leading_zeros complex convert create_token divide dynamic_pad dynamic_reshape
        dynamic_update_slice floor if imag is_finite maximum minimum multiply negate not optimization_barrier or partition_id popcnt power real_dynamic_slice
        real remainder replica_id reshape return round_nearest_even round_nearest_afz select shift_left shift_right_arithmetic shift_right_logical sign
        subtract tuple uniform_dequantize uniform_quantize while xor
        """;

    private static readonly VhloOpVersion[] Others =
    [
        new("all_gather_v1", "0.9.0", "1.4.0", "all_gather_dim replica_groups channel_id use_global_device_ids"),
        new("all_gather_v2", "1.5.0", null, "all_gather_dim replica_groups channel_id use_global_device_ids"),
        new("all_reduce_v1", "0.9.0", "1.4.0", "replica_groups channel_id use_global_device_ids"),
        new("all_reduce_v2", "1.5.0", null, "replica_groups channel_id use_global_device_ids"),
        new("all_to_all_v1", "0.9.0", "1.4.0", "split_dimension concat_dimension split_count replica_groups channel_id"),
        new("all_to_all_v2", "1.5.0", null, "split_dimension concat_dimension split_count replica_groups channel_id"),
        new("async_start_v1", "1.15.0", null, ""),
        new("async_done_v1", "1.15.0", null, ""),
        new("batch_norm_grad_v1", "0.9.0", null, "epsilon feature_index"),
        new("batch_norm_inference_v1", "0.9.0", null, "epsilon feature_index"),
        new("batch_norm_training_v1", "0.9.0", null, "epsilon feature_index"),
        new("broadcast_in_dim_v1", "0.9.0", null, "broadcast_dimensions"),
        new("broadcast_v1", "0.9.0", null, "broadcast_sizes"),
        new("call_v1", "0.9.0", null, "callee"),
        new("cbrt_v1", "0.9.0", "1.9.0", ""),
        new("cbrt_v2", "1.10.0", null, "result_accuracy"),
        new("cholesky_v1", "0.9.0", null, "lower"),
        new("collective_broadcast_v1", "0.16.0", "1.19.0", "replica_groups channel_id"),
        new("collective_broadcast_v2", "1.20.0", null, "replica_groups channel_id has_dynamic_root"),
        new("collective_reduce_v1", "1.19.0", null, "replica_groups channel_id use_global_device_ids has_dynamic_root"),
        new("collective_permute_v1", "0.9.0", null, "source_target_pairs channel_id"),
        new("compare_v1", "0.9.0", null, "comparison_direction compare_type"),
        new("composite_v1", "0.19.0", "1.13.0", "name composite_attributes decomposition version"),
        new("composite_v2", "1.14.0", null, "name composite_attributes decomposition version"),
        new("concatenate_v1", "0.9.0", null, "dimension"),
        new("constant_v1", "0.9.0", null, "value"),
        new("convolution_v1", "0.9.0", null, "window_strides padding lhs_dilation rhs_dilation window_reversal input_batch_dimension input_feature_dimension input_spatial_dimensions kernel_input_feature_dimension kernel_output_feature_dimension kernel_spatial_dimensions output_batch_dimension output_feature_dimension output_spatial_dimensions feature_group_count batch_group_count precision_config"),
        new("cosine_v1", "0.9.0", "1.9.0", ""),
        new("cosine_v2", "1.10.0", null, "result_accuracy"),
        new("cross-replica-sum_v1", "0.9.0", null, "replica_groups"),
        new("custom_call_v1", "0.9.0", "1.17.0", "call_target_name has_side_effect backend_config api_version called_computations operand_layouts result_layouts output_operand_aliases"),
        new("custom_call_v2", "1.18.0", null, "call_target_name has_side_effect backend_config api_version called_computations operand_layouts result_layouts output_operand_aliases result_tilings"),
        new("dot_general_v1", "0.9.0", "1.5.0", "lhs_batching_dimensions rhs_batching_dimensions lhs_contracting_dimensions rhs_contracting_dimensions precision_config"),
        new("dot_general_v2", "1.6.0", null, "lhs_batching_dimensions rhs_batching_dimensions lhs_contracting_dimensions rhs_contracting_dimensions precision_config lhs_precision_type rhs_precision_type accumulation_type lhs_component_count rhs_component_count num_primitive_operations allow_imprecise_accumulation"),
        new("dot_v1", "0.9.0", null, "precision_config"),
        new("dynamic_broadcast_in_dim_v1", "0.9.0", null, "broadcast_dimensions known_expanding_dimensions known_nonexpanding_dimensions"),
        new("dynamic_conv_v1", "0.9.0", "0.19.0", "window_strides padding lhs_dilation rhs_dilation window_reversal input_batch_dimension input_feature_dimension input_spatial_dimensions kernel_input_feature_dimension kernel_output_feature_dimension kernel_spatial_dimensions output_batch_dimension output_feature_dimension output_spatial_dimensions feature_group_count batch_group_count precision_config"),
        new("dynamic_conv_v2", "0.20.0", null, "window_strides lhs_dilation rhs_dilation window_reversal input_batch_dimension input_feature_dimension input_spatial_dimensions kernel_input_feature_dimension kernel_output_feature_dimension kernel_spatial_dimensions output_batch_dimension output_feature_dimension output_spatial_dimensions feature_group_count batch_group_count precision_config"),
        new("dynamic_gather_v1", "0.9.0", "1.0.0", "offset_dims collapsed_slice_dims start_index_map index_vector_dim indices_are_sorted"),
        new("dynamic_gather_v2", "1.1.0", null, "offset_dims collapsed_slice_dims operand_batching_dims start_indices_batching_dims start_index_map index_vector_dim indices_are_sorted"),
        new("dynamic_iota_v1", "0.9.0", null, "iota_dimension"),
        new("dynamic_slice_v1", "0.9.0", null, "slice_sizes"),
        new("einsum_v1", "0.9.0", null, "einsum_config"),
        new("exponential_minus_one_v1", "0.9.0", "1.9.0", ""),
        new("exponential_minus_one_v2", "1.10.0", null, "result_accuracy"),
        new("exponential_v1", "0.9.0", "1.8.0", ""),
        new("exponential_v2", "1.9.0", null, "result_accuracy"),
        new("fft_v1", "0.9.0", null, "fft_type fft_length"),
        new("func_v1", "0.9.0", null, "sym_name function_type sym_visibility arg_attrs res_attrs"),
        new("gather_v1", "0.9.0", "1.0.0", "offset_dims collapsed_slice_dims start_index_map index_vector_dim slice_sizes indices_are_sorted"),
        new("gather_v2", "1.1.0", null, "offset_dims collapsed_slice_dims operand_batching_dims start_indices_batching_dims start_index_map index_vector_dim slice_sizes indices_are_sorted"),
        new("get_dimension_size_v1", "0.9.0", null, "dimension"),
        new("get_tuple_element_v1", "0.9.0", null, "index"),
        new("infeed_v1", "0.9.0", null, "infeed_config layout"),
        new("iota_v1", "0.9.0", null, "iota_dimension"),
        new("log_plus_one_v1", "0.9.0", "1.9.0", ""),
        new("log_plus_one_v2", "1.10.0", null, "result_accuracy"),
        new("logistic_v1", "0.9.0", "1.9.0", ""),
        new("logistic_v2", "1.10.0", null, "result_accuracy"),
        new("log_v1", "0.9.0", "1.9.0", ""),
        new("log_v2", "1.10.0", null, "result_accuracy"),
        new("map_v1", "0.9.0", null, "dimensions"),
        new("outfeed_v1", "0.9.0", null, "outfeed_config"),
        new("pad_v1", "0.9.0", null, "edge_padding_low edge_padding_high interior_padding"),
        new("recv_v1", "0.9.0", "1.11.0", "channel_id channel_type is_host_transfer"),
        new("recv_v2", "1.12.0", null, "channel_id channel_type is_host_transfer source_target_pairs"),
        new("reduce_v1", "0.9.0", null, "dimensions"),
        new("reduce_precision_v1", "0.9.0", null, "exponent_bits mantissa_bits"),
        new("reduce_scatter_v1", "0.9.0", null, "scatter_dimension replica_groups channel_id use_global_device_ids"),
        new("reduce_window_v1", "0.9.0", null, "window_dimensions window_strides base_dilations window_dilations padding"),
        new("reverse_v1", "0.9.0", null, "dimensions"),
        new("rng_bit_generator_v1", "0.9.0", null, "rng_algorithm"),
        new("rng_v1", "0.9.0", null, "rng_distribution"),
        new("rsqrt_v1", "0.9.0", "1.9.0", ""),
        new("rsqrt_v2", "1.10.0", null, "result_accuracy"),
        new("scatter_v1", "0.9.0", "1.0.0", "update_window_dims inserted_window_dims scatter_dims_to_operand_dims index_vector_dim indices_are_sorted unique_indices"),
        new("scatter_v2", "1.1.0", null, "update_window_dims inserted_window_dims input_batching_dims scatter_indices_batching_dims scatter_dims_to_operand_dims index_vector_dim indices_are_sorted unique_indices"),
        new("select_and_scatter_v1", "0.9.0", null, "window_dimensions window_strides padding"),
        new("send_v1", "0.9.0", "1.11.0", "channel_id channel_type is_host_transfer"),
        new("send_v2", "1.12.0", null, "channel_id channel_type is_host_transfer source_target_pairs"),
        new("set_dimension_size_v1", "0.9.0", null, "dimension"),
        new("sine_v1", "0.9.0", "1.9.0", ""),
        new("sine_v2", "1.10.0", null, "result_accuracy"),
        new("slice_v1", "0.9.0", null, "start_indices limit_indices strides"),
        new("sort_v1", "0.9.0", null, "dimension is_stable"),
        new("sqrt_v1", "0.9.0", "1.9.0", ""),
        new("sqrt_v2", "1.10.0", null, "result_accuracy"),
        new("tan_v1", "1.4.0", "1.9.0", ""),
        new("tan_v2", "1.10.0", null, "result_accuracy"),
        new("tanh_v1", "0.9.0", "1.9.0", ""),
        new("tanh_v2", "1.10.0", null, "result_accuracy"),
        new("torch_index_select_v1", "0.9.0", null, "dim batch_dims"),
        new("transpose_v1", "0.9.0", null, "permutation"),
        new("triangular_solve_v1", "0.9.0", null, "left_side lower unit_diagonal transpose_a"),
        new("unary_einsum_v1", "0.9.0", null, "einsum_config"),
    ];

    public static IReadOnlyList<VhloOpVersion> All { get; } = [.. Unchanged.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(n => new VhloOpVersion(n + "_v1", "0.9.0", null)), .. Others];

    private static readonly Dictionary<string, VhloOpVersion> ByName = All.ToDictionary(o => o.Name);
    private static readonly ILookup<string, VhloOpVersion> ByOperation = All.OrderBy(o => o.Number).ToLookup(o => o.Operation);

    /// <summary>The version that an operation is; null for an operation of another dialect.</summary>
    public static VhloOpVersion? Of(Operation op) => op is VhloOp ? ByName[op.Name["vhlo.".Length..]] : null;

    /// <summary>The versions of an operation, oldest first; none when there is no such operation.</summary>
    public static IEnumerable<VhloOpVersion> VersionsOf(string operation) => ByOperation[operation];
}
