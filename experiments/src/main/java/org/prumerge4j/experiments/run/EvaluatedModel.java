package org.prumerge4j.experiments.run;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.image.ImagePreprocessor;
import org.prumerge4j.data.image.RgbImage;
import org.prumerge4j.data.prompt.PromptTemplate;
import org.prumerge4j.data.sample.SampleEncoder;
import org.prumerge4j.data.tokenizer.Tokenizer;
import org.prumerge4j.data.tokenizer.Tokenizers;
import org.prumerge4j.experiments.schema.ReducerSection;
import org.prumerge4j.lora.peft.PeftFolder;
import org.prumerge4j.model.clip.ClipEncoder;
import org.prumerge4j.model.execution.NativeThreads;
import org.prumerge4j.model.generation.Limits;
import org.prumerge4j.prumerge.registry.Reducers;
import org.prumerge4j.training.llava.ImageReducer;
import org.prumerge4j.training.llava.LlavaAnswers;
import org.prumerge4j.training.llava.Question;
import org.prumerge4j.training.llava.ReducedImage;

/** A checkpoint that answers many questions about images that it sees once. */
public final class EvaluatedModel implements AutoCloseable {
    private final BaseModel base;
    private final @Nullable PeftFolder adapter;
    private final ImagePreprocessor preprocessor;
    private final ClipEncoder encoder;
    private final Map<String, Object> reducerOptions;
    private final ImageReducer images;
    private final LlavaAnswers answers;
    private final Tokenizer tokenizer;
    private final SampleEncoder prompts;

    /**
     * Opens a checkpoint.
     *
     * @param tower folder of the vision tower if the checkpoint has none inside
     * @param adapterFolder folder of an adapter trained on it; null for none
     * @param section the reducer; null for the one the adapter or the checkpoint was trained with
     */
    public EvaluatedModel(
            Path checkpoint, @Nullable Path tower, @Nullable Path adapterFolder, @Nullable ReducerSection section)
            throws IOException {
        this.base = BaseModel.open(checkpoint, tower);
        NativeThreads.suit(base.config().decoder());
        this.adapter =
                adapterFolder == null ? null : PeftFolder.open(adapterFolder, base.linears(), base.projectorShapes());
        @Nullable JsonNode description = Descriptions.of(base.config(), adapterFolder);
        this.reducerOptions = options(section, description);
        this.preprocessor = new ImagePreprocessor(base.pixels(), AnsweringModel.aspectRatio(base));
        this.encoder = new ClipEncoder(base.config().vision(), base.weights());
        this.images = new ImageReducer(base.config().vision(), encoder, Reducers.fromMap(reducerOptions));
        int maxLength = base.config().decoder().maxPositions();
        this.answers = new LlavaAnswers(base.config(), AnsweringModel.weights(base, adapter), maxLength);
        this.tokenizer = Tokenizers.load(base.tokenizerFolder());
        this.prompts = new SampleEncoder(PromptTemplate.VICUNA_V1, tokenizer, maxLength);
    }

    private static Map<String, Object> options(@Nullable ReducerSection section, @Nullable JsonNode description) {
        if (section != null) {
            return TrainingSettings.reducer(section).toMap();
        }
        JsonNode trained = description == null ? null : description.get(RunDescription.REDUCER);
        return trained == null
                ? Reducers.options(AnsweringModel.NO_REDUCTION, Map.of()).toMap()
                : new ObjectMapper().convertValue(trained, new TypeReference<>() {});
    }

    /** The reducer's name, preset and all options, as checkpoints store them. */
    public Map<String, Object> reducer() {
        return reducerOptions;
    }

    /**
     * An image as visual tokens.
     *
     * @param name names the image in messages, and seeds random choices
     */
    public ReducedImage reduce(String name, RgbImage image) {
        return images.reduce(name, preprocessor.preprocess(image));
    }

    /**
     * A question.
     *
     * @param image the image asked about; null for a question without one
     */
    public record Asked(@Nullable ReducedImage image, String question) {}

    /**
     * Answers questions together; those with the same image object share the work on it.
     *
     * @param maxNewTokens longest answer
     */
    public List<String> answer(List<Asked> questions, int maxNewTokens) {
        List<Question> asked = questions.stream()
                .map(each -> new Question(prompts.promptIds(each.question(), each.image() != null), each.image()))
                .toList();
        return answers.answer(asked, new Limits(maxNewTokens, Set.of(tokenizer.eosId()))).stream()
                .map(ids -> tokenizer.decode(ids).strip())
                .toList();
    }

    @Override
    public void close() throws IOException {
        answers.close();
        encoder.close();
        tokenizer.close();
        if (adapter != null) {
            adapter.close();
        }
        base.close();
    }
}
