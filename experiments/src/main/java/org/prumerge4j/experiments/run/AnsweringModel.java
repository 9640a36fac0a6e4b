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
import org.prumerge4j.data.image.AspectRatio;
import org.prumerge4j.data.image.ImageReader;
import org.prumerge4j.data.prompt.PromptTemplate;
import org.prumerge4j.data.sample.SampleEncoder;
import org.prumerge4j.data.tokenizer.Tokenizer;
import org.prumerge4j.data.tokenizer.Tokenizers;
import org.prumerge4j.experiments.schema.CacheSection;
import org.prumerge4j.lora.MergedWeights;
import org.prumerge4j.lora.peft.PeftFolder;
import org.prumerge4j.model.config.ImageAspect;
import org.prumerge4j.model.execution.NativeThreads;
import org.prumerge4j.model.generation.Limits;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.prumerge.registry.Reducers;
import org.prumerge4j.training.llava.ImageFile;
import org.prumerge4j.training.llava.LlavaAnswers;
import org.prumerge4j.training.llava.Question;
import org.prumerge4j.training.llava.ReducedImage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A checkpoint that answers questions about images, with the reducer it was trained with unless told otherwise. */
public final class AnsweringModel implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AnsweringModel.class);
    static final String NO_REDUCTION = "none";

    private final BaseModel base;
    private final @Nullable PeftFolder adapter;
    private final Images images;
    private final LlavaAnswers answers;
    private final Tokenizer tokenizer;
    private final SampleEncoder encoder;

    /**
     * Opens a checkpoint.
     *
     * @param adapterFolder folder of an adapter trained on it; null for none
     * @param reducerName {@code name} or {@code name/preset}; null for what the checkpoint says
     */
    public AnsweringModel(Path checkpoint, @Nullable Path adapterFolder, @Nullable String reducerName)
            throws IOException {
        this(checkpoint, adapterFolder, reducerName, null);
    }

    /**
     * Opens a checkpoint whose images may have been encoded before.
     *
     * @param adapterFolder folder of an adapter trained on it; null for none
     * @param reducerName {@code name} or {@code name/preset}; null for what the checkpoint says
     * @param cache where visual tokens are kept; null for nowhere
     */
    public AnsweringModel(
            Path checkpoint, @Nullable Path adapterFolder, @Nullable String reducerName, @Nullable CacheSection cache)
            throws IOException {
        this.base = BaseModel.open(checkpoint, null);
        NativeThreads.suit(base.config().decoder());
        this.adapter =
                adapterFolder == null ? null : PeftFolder.open(adapterFolder, base.linears(), base.projectorShapes());
        @Nullable JsonNode description = Descriptions.of(base.config(), adapterFolder);
        this.images = Images.of(base, aspectRatio(base), reducer(reducerName, description), cache);
        int maxLength = base.config().decoder().maxPositions();
        this.answers = new LlavaAnswers(base.config(), weights(base, adapter), maxLength);
        this.tokenizer = Tokenizers.load(base.tokenizerFolder());
        this.encoder = new SampleEncoder(PromptTemplate.VICUNA_V1, tokenizer, maxLength);
    }

    static TensorSource weights(BaseModel base, @Nullable PeftFolder adapter) {
        return adapter == null ? base.weights() : new MergedWeights(base.weights(), adapter.layout(), adapter);
    }

    static AspectRatio aspectRatio(BaseModel base) {
        return base.config().imageAspect() == ImageAspect.CROP ? AspectRatio.CROP : AspectRatio.PAD;
    }

    private static Reducer reducer(@Nullable String name, @Nullable JsonNode description) {
        if (name != null) {
            return Reducers.create(name);
        }
        JsonNode reducer = description == null ? null : description.get(RunDescription.REDUCER);
        if (reducer == null) {
            LOG.info("the checkpoint does not say which tokens it was trained on; all are used");
            return Reducers.create(NO_REDUCTION);
        }
        Map<String, Object> options = new ObjectMapper().convertValue(reducer, new TypeReference<>() {});
        return Reducers.fromMap(options);
    }

    /**
     * A question.
     *
     * @param image the image asked about, see {@link #reduce}; null for a question without one
     */
    public record Asked(@Nullable ReducedImage image, String question) {}

    /**
     * Answers a question.
     *
     * @param image file of the image asked about; null for a question without one
     * @param maxNewTokens longest answer
     */
    public String answer(@Nullable Path image, String question, int maxNewTokens) throws IOException {
        Asked asked = new Asked(image == null ? null : reduce(image), question);
        return answerAll(List.of(asked), maxNewTokens).get(0);
    }

    /**
     * Answers questions together; those with the same image object share the work on it.
     *
     * @param maxNewTokens longest answer
     */
    public List<String> answerAll(List<Asked> questions, int maxNewTokens) {
        List<Question> prompts = questions.stream()
                .map(asked -> new Question(encoder.promptIds(asked.question(), asked.image() != null), asked.image()))
                .toList();
        Limits limits = new Limits(maxNewTokens, Set.of(tokenizer.eosId()));
        return answers.answer(prompts, limits).stream()
                .map(ids -> tokenizer.decode(ids).strip())
                .toList();
    }

    /** What the decoder reads for a question, and its logits after every token of it. */
    public PromptLogits logits(@Nullable Path image, String question) throws IOException {
        int[] prompt = encoder.promptIds(question, image != null);
        float[] embeddings = answers.promptEmbeddings(prompt, image == null ? null : reduce(image));
        return new PromptLogits(
                embeddings, answers.logits(embeddings), base.config().decoder());
    }

    /** The image as visual tokens. */
    public ReducedImage reduce(Path image) throws IOException {
        return images.visualTokens()
                .of(new ImageFile(image.toString(), image, new ImageReader(), images.preprocessor()));
    }

    @Override
    public void close() throws IOException {
        answers.close();
        images.close();
        tokenizer.close();
        if (adapter != null) {
            adapter.close();
        }
        base.close();
    }
}
