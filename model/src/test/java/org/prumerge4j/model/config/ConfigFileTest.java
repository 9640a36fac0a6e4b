package org.prumerge4j.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prumerge4j.model.io.CheckpointFormatException;
import org.prumerge4j.model.io.StrictJson;
import org.prumerge4j.model.tensor.ElementType;

class ConfigFileTest {
    /** The keys that the published llava-hf 7B file has; the rest are defaults. */
    private static final String HF_7B = "{'architectures':['LlavaForConditionalGeneration'],'ignore_index':-100,"
            + "'image_token_index':32000,'model_type':'llava','pad_token_id':32001,'projector_hidden_act':'gelu',"
            + "'text_config':{'_name_or_path':'lmsys/vicuna-7b-v1.5','architectures':['LlamaForCausalLM'],"
            + "'max_position_embeddings':4096,'model_type':'llama','rms_norm_eps':1e-05,'torch_dtype':'float16',"
            + "'vocab_size':32064},'torch_dtype':'float16','vision_config':{'hidden_size':1024,'image_size':336,"
            + "'intermediate_size':4096,'model_type':'clip_vision_model','num_attention_heads':16,"
            + "'num_hidden_layers':24,'patch_size':14,'projection_dim':768,'vocab_size':32000},"
            + "'vision_feature_layer':-2,'vision_feature_select_strategy':'default'}";

    /** The keys that LLaVA-1.5-13B's own file has, as far as they matter. */
    private static final String ORIGINAL_13B = "{'architectures':['LlavaLlamaForCausalLM'],'model_type':'llava',"
            + "'hidden_act':'silu','hidden_size':5120,'image_aspect_ratio':'pad','image_grid_pinpoints':null,"
            + "'intermediate_size':13824,'max_position_embeddings':4096,'mm_hidden_size':1024,"
            + "'mm_projector_type':'mlp2x_gelu','mm_resampler_type':null,'mm_use_im_patch_token':false,"
            + "'mm_use_im_start_end':false,'mm_vision_select_feature':'patch','mm_vision_select_layer':-2,"
            + "'mm_vision_tower':'openai/clip-vit-large-patch14-336','num_attention_heads':40,"
            + "'num_hidden_layers':40,'num_key_value_heads':40,'pretraining_tp':1,'rms_norm_eps':1e-05,"
            + "'rope_scaling':null,'tie_word_embeddings':false,'tokenizer_model_max_length':2048,"
            + "'tune_mm_mlp_adapter':false,'use_mm_proj':true,'vocab_size':32000,'my_key':{'a':[1]}}";

    @TempDir
    Path folder;

    @Test
    void llavaHfFilesOmitMostKeysOfTheDecoder() throws IOException {
        ConfigFile file = read(HF_7B);
        assertThat(file.kind()).isEqualTo(ModelKind.LLAVA_HF);
        LlavaConfig config = file.llava();
        assertThat(config.decoder()).isEqualTo(LlavaArchitectures.VICUNA_7B);
        assertThat(config.vision()).isEqualTo(LlavaArchitectures.CLIP_VIT_L_14_336);
        assertThat(config.projector()).isEqualTo(new ProjectorConfig(1024, 4096, 2));
        assertThat(config.imageTokenIndex()).isEqualTo(32000);
        assertThat(config.imageAspect()).isNull();
    }

    @Test
    void llavaFilesInTheOriginalLayout() throws IOException {
        ConfigFile file = read(ORIGINAL_13B);
        assertThat(file.kind()).isEqualTo(ModelKind.LLAVA);
        LlavaConfig config = file.llava();
        assertThat(config.decoder()).isEqualTo(LlavaArchitectures.VICUNA_13B);
        assertThat(config.vision()).isEqualTo(LlavaArchitectures.CLIP_VIT_L_14_336);
        assertThat(config.projector()).isEqualTo(new ProjectorConfig(1024, 5120, 2));
        assertThat(config.imageAspect()).isEqualTo(ImageAspect.PAD);
        assertThat(read(ORIGINAL_13B.replace("'llava'", "'llava_llama'")).kind())
                .isEqualTo(ModelKind.LLAVA);
    }

    @Test
    void aTowerOfUnknownSizeIsAskedForByName() throws IOException {
        ConfigFile file = read(ORIGINAL_13B.replace("openai/clip-vit-large-patch14-336", "me/tower"));
        assertThat(file.hasVision()).isFalse();
        assertThatThrownBy(file::llava)
                .isInstanceOf(CheckpointFormatException.class)
                .hasMessageContainingAll("me/tower", "CLIP");
        assertThat(file.llava(LlavaArchitectures.CLIP_VIT_L_14, 2).decoder()).isEqualTo(LlavaArchitectures.VICUNA_13B);
    }

    @Test
    void clipFilesNestTheVisionHalfOrAreIt() throws IOException {
        String half = "{'model_type':'clip_vision_model','hidden_size':64,'num_attention_heads':4,'patch_size':16}";
        assertThat(read(half).vision()).isEqualTo(new VisionConfig(64, 3072, 12, 4, 224, 16, 1e-5));
        String whole = "{'model_type':'clip','vision_config':{'hidden_size':64,'num_attention_heads':4},"
                + "'vision_config_dict':{'num_hidden_layers':3}}";
        assertThat(read(whole).vision()).isEqualTo(new VisionConfig(64, 3072, 3, 4, 224, 32, 1e-5));
        assertThat(read("{'model_type':'clip','vision_config_dict':null}")
                        .vision()
                        .hiddenSize())
                .isEqualTo(768);
    }

    @Test
    void keyValueHeadsDefaultToHeadsAndThetaHasTwoPlaces() throws IOException {
        DecoderConfig old = read("{'model_type':'llama','hidden_size':64,'num_attention_heads':8}")
                .decoder();
        assertThat(old.keyValueHeads()).isEqualTo(8);
        assertThat(old.ropeTheta()).isEqualTo(10000);
        assertThat(old.rmsNormEpsilon()).isEqualTo(1e-6);
        assertThat(old.maxPositions()).isEqualTo(2048);
        String rope = "{'model_type':'llama','num_key_value_heads':4,'rope_theta':5.0,"
                + "'rope_parameters':{'rope_theta':20000.0,'rope_type':'default'}}";
        assertThat(read(rope).decoder().ropeTheta()).isEqualTo(20000);
        assertThat(read(rope).decoder().keyValueSize()).isEqualTo(512);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'rope_scaling':{'type':'linear','factor':2.0}|rope_scaling.type",
                "'rope_parameters':{'rope_type':'llama3','rope_theta':1.0}|rope_parameters.rope_type",
                "'attention_bias':true|attention_bias",
                "'mlp_bias':true|mlp_bias",
                "'hidden_act':'gelu'|hidden_act",
                "'tie_word_embeddings':true|tie_word_embeddings",
                "'sliding_window':4096|sliding_window",
                "'quantization_config':{'bits':4}|quantization_config",
                "'head_dim':64|head_dim",
                "'hidden_size':-1|hidden_size",
                "'hidden_size':'big'|hidden_size",
                "'num_attention_heads':33|decoder heads 33",
                "'num_key_value_heads':5|keyValueHeads 5",
                "'vocab_size':99999999999|vocab_size",
                "'rms_norm_eps':0|rms_norm_eps"
            })
    void decodersThatAreNotImplementedAreRefused(String key, String named) {
        refused("{'model_type':'llama'," + key + "}", named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'mm_vision_select_layer':-1|mm_vision_select_layer",
                "'mm_vision_select_feature':'cls_patch'|mm_vision_select_feature",
                "'mm_projector_type':'identity'|mm_projector_type",
                "'mm_projector_type':'mlp0x_gelu'|mm_projector_type",
                "'mm_use_im_start_end':true|mm_use_im_start_end",
                "'mm_use_im_patch_token':true|mm_use_im_patch_token",
                "'mm_patch_merge_type':'spatial_unpad'|mm_patch_merge_type",
                "'image_aspect_ratio':'anyres'|image_aspect_ratio"
            })
    void otherVariantsOfLlavaAreRefused(String key, String named) {
        refused("{'model_type':'llava_llama','mm_vision_tower':'x'," + key + "}", named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'vision_feature_layer':[-2,-5]|vision_feature_layer",
                "'vision_feature_select_strategy':'full'|vision_feature_select_strategy",
                "'projector_hidden_act':'relu'|projector_hidden_act",
                "'multimodal_projector_bias':false|multimodal_projector_bias",
                "'text_config':{'model_type':'mistral'}|text_config.model_type",
                "'vision_config':{'model_type':'siglip_vision_model'}|vision_config.model_type",
                "'vision_config':{'hidden_act':'gelu'}|vision_config.hidden_act",
                "'text_config':3|text_config"
            })
    void otherVariantsOfLlavaHfAreRefused(String key, String named) {
        refused("{'model_type':'llava'," + key + "}", named);
    }

    @Test
    void allProblemsAreReportedTogether() {
        assertThatThrownBy(() -> read("{'model_type':'llama','hidden_size':0,'attention_bias':true,'vocab_size':'x'}"))
                .isInstanceOf(CheckpointFormatException.class)
                .hasMessageContainingAll(
                        "config.json", "3 problems", "hidden_size is 0", "attention_bias", "vocab_size");
    }

    @Test
    void filesThatAreNoConfigurationAreRefused() throws IOException {
        refused("{'model_type':'gpt2'}", "gpt2");
        refused("{}", "model_type");
        refused("[1]", "ARRAY");
        refused("{'model_type':'llama','model_type':'clip'}", "Duplicate");
        refused("{'model_type':'llama'} x", "line 1");
        assertThatThrownBy(() -> ConfigFile.read(folder.resolve("nowhere")))
                .isInstanceOf(CheckpointFormatException.class)
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() -> read("{'model_type':'llama'}").vision()).hasMessageContaining("CLIP");
        assertThatThrownBy(() -> read("{'model_type':'llama'}").projectorLayers())
                .hasMessageContaining("projector");
        assertThatThrownBy(() -> read("{'model_type':'clip'}").decoder()).hasMessageContaining("LLaMA");
    }

    @Test
    void anExportInTheSameLayoutKeepsUnknownKeys() throws IOException {
        LlavaConfig config = read(ORIGINAL_13B).llava();
        ObjectNode written = ConfigWriter.llava(
                config, ElementType.BF16, Map.of("prumerge", StrictJson.object().put("preset", "x")));
        assertThat(written.at("/my_key/a/0").asInt()).isEqualTo(1);
        assertThat(written.at("/prumerge/preset").asText()).isEqualTo("x");
        assertThat(written.path("torch_dtype").asText()).isEqualTo("bfloat16");
        sameSizes(again(written), config);
        ObjectNode hf = ConfigWriter.llavaHf(config, ElementType.F16, 32064, Map.of());
        assertThat(hf.has("my_key")).isFalse();
        assertThat(hf.at("/text_config/vocab_size").asInt()).isEqualTo(32064);
        assertThat(ConfigFile.of(folder, hf).kind()).isEqualTo(ModelKind.LLAVA_HF);
        sameSizes(again(hf), config);
    }

    @Test
    void anExportKeepsKeysInsideTheSections() throws IOException {
        LlavaConfig config = read(HF_7B).llava();
        ObjectNode hf = ConfigWriter.llavaHf(config, ElementType.F16, 32064, Map.of());
        assertThat(hf.at("/vision_config/projection_dim").asInt()).isEqualTo(768);
        assertThat(hf.at("/pad_token_id").asInt()).isEqualTo(32001);
        sameSizes(again(hf), config);
        ObjectNode original = ConfigWriter.llava(config, ElementType.F16, Map.of());
        assertThat(original.path("vocab_size").asInt()).isEqualTo(32000);
        assertThat(original.has("text_config")).isFalse();
        sameSizes(again(original), config);
    }

    @Test
    void towersOfAnySizeSurviveTheOriginalLayout() throws IOException {
        VisionConfig vision = new VisionConfig(32, 48, 3, 8, 28, 14, 1e-6);
        DecoderConfig decoder = new DecoderConfig(40, 56, 2, 4, 2, 99, 1e-4, 500, 77);
        LlavaConfig config = LlavaConfig.of(vision, decoder, 3).withImageAspect(ImageAspect.CROP);
        sameSizes(again(ConfigWriter.llava(config, ElementType.F32, Map.of())), config);
        assertThatThrownBy(() -> ConfigWriter.llavaHf(config, ElementType.F32, 128, Map.of()))
                .hasMessageContaining("two linear layers");
        LlavaConfig two = LlavaConfig.of(vision, decoder, 2);
        sameSizes(again(ConfigWriter.llavaHf(two, ElementType.F32, 128, Map.of())), two);
        assertThatThrownBy(() -> ConfigWriter.llavaHf(two, ElementType.F32, 99, Map.of()))
                .hasMessageContaining("image token 99");
        assertThatThrownBy(() -> ConfigWriter.llava(config, ElementType.I8, Map.of()))
                .hasMessageContaining("I8");
        assertThatThrownBy(() -> ConfigWriter.llava(config, ElementType.F32, Map.of("model_type", StrictJson.object())))
                .hasMessageContaining("model_type");
    }

    @Test
    void partsMustFit() {
        assertThatThrownBy(() -> new LlavaConfig(
                        LlavaArchitectures.CLIP_VIT_L_14_336,
                        new ProjectorConfig(1024, 5120, 2),
                        LlavaArchitectures.VICUNA_7B,
                        null,
                        32000,
                        null))
                .hasMessageContainingAll("5120", "4096");
        assertThat(LlavaArchitectures.LLAVA_1_5_7B.vision().patches()).isEqualTo(576);
        assertThat(LlavaArchitectures.LLAVA_1_5_13B.decoder().headSize()).isEqualTo(128);
    }

    private LlavaConfig again(ObjectNode written) throws IOException {
        return read(written.toString()).llava();
    }

    private static void sameSizes(LlavaConfig actual, LlavaConfig expected) {
        assertThat(actual.vision()).isEqualTo(expected.vision());
        assertThat(actual.projector()).isEqualTo(expected.projector());
        assertThat(actual.decoder()).isEqualTo(expected.decoder());
        assertThat(actual.imageAspect()).isEqualTo(expected.imageAspect());
        assertThat(actual.imageTokenIndex()).isEqualTo(expected.imageTokenIndex());
    }

    private void refused(String json, String... parts) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(CheckpointFormatException.class)
                .hasMessageContainingAll(parts);
    }

    private ConfigFile read(String json) throws IOException {
        Files.writeString(folder.resolve("config.json"), json.replace('\'', '"'));
        return ConfigFile.read(folder);
    }
}
